"""The obvious app: what one writes first with pandas, geopandas, folium and Streamlit.

Reads the file (kept by Streamlit's own cache), joins points to provinces, and draws a choropleth
of the chosen groups. No checks, no sources, no timeline. Its legend is left out: it would load one
library more from the network.
"""

import json
import sys

import folium
import geopandas
import pandas as pd
import streamlit as st
from streamlit_folium import st_folium

from geodata.provinces import load_provinces


@st.cache_data
def located(path: str) -> geopandas.GeoDataFrame:
    """Read the file and find the province of each row."""
    table = pd.read_csv(path, low_memory=False)
    points = geopandas.points_from_xy(table["longitude"], table["latitude"], crs="EPSG:4326")
    provinces = load_provinces("full")[["geometry"]].rename_axis("pcode").reset_index()
    return geopandas.sjoin(
        geopandas.GeoDataFrame(table, geometry=points), provinces, how="left", predicate="within"
    )


def main() -> None:
    """Draw the page."""
    records = located(sys.argv[1])
    groups = st.multiselect("Groups", sorted(records["side_b"].dropna().unique()))
    rows = records[records["side_b"].isin(groups)] if groups else records
    killed = rows.groupby("pcode", as_index=False)["best"].sum()
    st.html(f'<p class="atlas-figures">{int(killed["best"].sum()):,} killed</p>')
    base = folium.Map([33.9, 67.7], zoom_start=6, tiles=None)
    layer = folium.Choropleth(
        geo_data=json.loads(load_provinces("simplified")[["geometry"]].to_json()),
        data=killed,
        columns=["pcode", "best"],
        key_on="feature.id",
        fill_color="YlOrBr",
        nan_fill_color="white",
    )
    for name in [name for name in layer._children if name.startswith("color_map")]:  # noqa: SLF001 - folium has no other door
        del layer._children[name]  # noqa: SLF001 - the same
    layer.add_to(base)
    st_folium(base, key="map", width=900, height=600)


if __name__ == "__main__":
    main()
