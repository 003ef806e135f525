"""The foreign formats, a file each; `idealtypes.exchange.reading` tries them in this order."""
