package io.github.lanewise.cli.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.lanewise.cli.picture.Canvas.Anchor;
import io.github.lanewise.cli.picture.Canvas.Fields;
import io.github.lanewise.cli.picture.Canvas.Stroke;
import io.github.lanewise.cli.picture.Canvas.TextStyle;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class SvgTest {
    private final Svg svg = new Svg(60, "a < b");

    /** What was drawn, behind the white background. */
    private String drawn() {
        String document = new String(svg.document(40), StandardCharsets.UTF_8);
        assertTrue(document.contains("viewBox=\"0 0 60 40\""), document);
        assertTrue(document.contains("<title>a &lt; b</title>"), document);
        String background = "<rect width=\"60\" height=\"40\" fill=\"#fff\"/>\n";
        return document.substring(document.indexOf(background) + background.length(), document.indexOf("</svg>"));
    }

    @Test
    void lines() {
        svg.horizontal(4, 10.5, 40, new Stroke("#999", 1));
        Lines lines = new Lines();
        lines.to(1, 2);
        lines.to(3.456, 4);
        lines.lift();
        lines.to(5, 6);
        lines.to(5, 7);
        svg.lines(lines, new Stroke("#123456", 2.5));
        assertEquals("""
                <path d="M4 10.5h40" stroke="#999"/>
                <path d="M1 2L3.46 4M5 6V7" fill="none" stroke="#123456" stroke-width="2.5"/>
                """, drawn());
    }

    @Test
    void fieldsOfAColourAreOnePath() {
        List<String> colours = List.of("#f00", "#0f0", "#00f");
        svg.fields(10, 5, 20, 10, new Fields(4, 2, colours, (column, row) -> column < 3 ? 0 : 2 * row));
        assertEquals("""
                <g transform="translate(10 7.5) scale(5.0 5.0)" shape-rendering="crispEdges">
                <path d="M0 0h4M0 1h3" stroke="#f00"/>
                <path d="M3 1h1" stroke="#00f"/>
                </g>
                """, drawn());
    }

    @Test
    void aColourBarBeginsAtTheBottom() {
        svg.colourBar(10, 5, 3, 10, List.of("#111", "#222"));
        assertEquals("""
                <g shape-rendering="crispEdges">
                <rect x="10" y="10" width="3" height="5.5" fill="#111"/>
                <rect x="10" y="5" width="3" height="5.5" fill="#222"/>
                </g>
                """, drawn());
    }

    @Test
    void text() {
        svg.text(1, 2, Anchor.END, TextStyle.LABEL, "a\u0000 & \"b\"");
        svg.text(3, 4, Anchor.MIDDLE, TextStyle.TITLE, "\ud83d\ude00");
        assertEquals("""
                <text x="1" y="2" text-anchor="end" class="">a\ufffd &amp; &quot;b&quot;</text>
                <text x="3" y="4" text-anchor="middle" class="title">\ud83d\ude00</text>
                """, drawn());
    }
}
