"""Projects of other programs, into a study and out of one.

In: `importing` asks `detect` for the format of a file (`format` is the interface, `formats` has one file each). Its
reader gives a `project`, put together by the one `builder`, with every passage where the one finder (`positions`) sees
it, under the way of counting that `conventions` chose. `merging` makes of it and of what a study has (`contents`) what
the study has then, and `write_study` and `study_folder` write that, all or none.

Out: `exporting` writes a study as a project again (`from_study`, then `refi.writing`) or as tables (`tidy_tables`).
"""
