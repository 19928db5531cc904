"""The page on this computer (``sna open``): a folder of a study, looked after in a browser.

It knows no more than the command line does: what is answered here stands in files of the folder that ``sna run`` reads
too, and the results are those of ``sna run``. `sna.page.server.serve` starts it.
"""
