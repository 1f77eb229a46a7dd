"""Groups put themselves on the map; everybody suggests what is wrong or missing."""
