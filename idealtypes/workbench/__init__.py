"""The workbench, `idealtypes open`: the report's page that can also write, in a browser on this machine alone.

It calls the door only and holds no second model: the study's files are the truth, each change is one transaction.
"""
