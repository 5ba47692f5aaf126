/** A program that forecasts. */
module org.example.forecast {
    requires io.github.lanewise.formats;
}
