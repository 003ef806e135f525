"""The screens: a file each, which ends in `SCREEN = BenchScreen(…)`; templates, scripts: `reports/workbench/`."""
