"""The foreign formats, a file each; `idealtypes.exchange.detect` tries them in this order."""
