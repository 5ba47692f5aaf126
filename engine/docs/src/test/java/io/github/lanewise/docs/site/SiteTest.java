package io.github.lanewise.docs.site;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small repository as a site. */
class SiteTest {
    private final Path repository;
    private final Path output;

    SiteTest(@TempDir Path directory) {
        repository = directory.resolve("repository");
        output = directory.resolve("site");
    }

    @BeforeEach
    void writeRepository() throws IOException {
        write("README.md", """
                # Lanewise

                ![a chart](bench/results/here/chart.png)

                ## Read on

                - [Second by its name](engine/docs/zebra.md#words-and-code)
                - [First by its name](engine/docs/aardvark.md)
                - [The license](LICENSE), [examples](engine/it)
                """);
        write("engine/docs/aardvark.md", "# Aardvark\n\nBack to [the start](../../README.md#read-on).\n");
        write("engine/docs/zebra.md", """
                # Zebra

                ## Words and `code`

                <!-- given: a = b -->
                ```
                $ lanewise <file>
                ```

                | a | b |
                |---|---|
                | 1 | `2` |

                ## Words and `code`

                [again](#words-and-code-1), [elsewhere](https://example.com/#nowhere), [data](../data/README.md)
                """);
        write("engine/docs/unlisted.md", "# Unlisted\n");
        write("engine/data/README.md", "# Data\n");
        write("engine/it/pom.xml", "<project/>");
        write("engine/it/model.bin", "\u0001");
        write("bench/results/here/chart.png", "not really");
        write("bench/results/here/comparison.md", "# Comparison\n");
        write("LICENSE", "a & b");
        write("api/index.html", "<html></html>");
    }

    @Test
    void pagesLieWhereTheirFilesLieAndLinksLeadToThem() throws IOException {
        assertEquals("", site());
        String start = read("index.html");
        assertTrue(start.contains("<a href=\"engine/docs/zebra.html#words-and-code\">Second by its name</a>"), start);
        assertTrue(start.contains("<img src=\"bench/results/here/chart.png\" alt=\"a chart\""), start);
        assertTrue(start.contains("href=\"LICENSE.html\""), start);
        assertTrue(start.contains("href=\"engine/it/index.html\""), start);
        assertTrue(read("engine/docs/aardvark.html").contains("<a href=\"../../index.html#read-on\">"));
        assertTrue(read("engine/docs/zebra.html").contains("<a href=\"../data/index.html\">"));
        assertEquals("not really", read("bench/results/here/chart.png"));
        assertTrue(read("LICENSE.html").contains("a &amp; b"));
        assertTrue(read("engine/it/index.html").contains("<a href=\"pom.xml.html\">pom.xml</a>"));
        assertTrue(read("engine/it/index.html").contains("<a href=\"model.bin\">model.bin</a>"));
        assertTrue(Files.exists(output.resolve("api/index.html")));
    }

    @Test
    void headingsHaveTheNamesThatGitHubGivesThem() throws IOException {
        assertEquals("", site());
        String zebra = read("engine/docs/zebra.html");
        assertTrue(zebra.contains("<h2 id=\"words-and-code\">Words and <code>code</code></h2>"), zebra);
        assertTrue(zebra.contains("<h2 id=\"words-and-code-1\">"), zebra);
        assertTrue(zebra.contains("<pre tabindex=\"0\"><code>$ lanewise &lt;file&gt;\n"), zebra);
        assertFalse(zebra.contains("given"), zebra);
    }

    @Test
    void navigationHasTheOrderOfReadOnAndThenThatOfPaths() throws IOException {
        assertEquals("", site());
        String start = read("index.html");
        List<String> expected = List.of(
                "id=\"navigation\"",
                ">Overview<",
                ">Zebra<",
                ">Aardvark<",
                ">Unlisted<",
                ">here/comparison<",
                "href=\"api/index.html\"");
        int place = 0;
        for (String part : expected) {
            int next = start.indexOf(part, place);
            assertTrue(next >= place, part + " after the others in\n" + start);
            place = next;
        }
        assertFalse(start.substring(start.indexOf("id=\"navigation\"")).contains(">Data<"), start);
    }

    @Test
    void searchFindsWordsAndCodeUnderTheirHeadings() throws IOException {
        assertEquals("", site());
        String search = read("search.js");
        assertTrue(
                search.contains("[\"engine/docs/zebra.html#words-and-code\",\"Zebra\",\"Words and code\","
                        + "\"$ lanewise <file> a b 1 2\"]"),
                search);
    }

    @Test
    void linkToAMissingHeadingFailsAndIsNamed() throws IOException {
        write("engine/docs/unlisted.md", "# Unlisted\n\n[there](zebra.md#word)\n");
        assertEquals(
                "expected every link to lead somewhere, found 1 that lead nowhere; mend them in the Markdown files:\n"
                        + "  engine/docs/unlisted.html: zebra.html#word",
                site());
    }

    @Test
    void linkToAMissingFileFailsAndIsNamed() throws IOException {
        write("engine/docs/unlisted.md", "# Unlisted\n\n[there](zebras.md)\n");
        assertEquals(
                "engine/docs/unlisted.md: expected a file of the repository behind the link 'zebras.md', found none;"
                        + " mend the link",
                site());
    }

    @Test
    void pageWithoutATitleFailsAndIsNamed() throws IOException {
        write("engine/docs/unlisted.md", "Unlisted\n");
        String message = site();
        assertTrue(message.startsWith("engine/docs/unlisted.md: expected a title"), message);
    }

    @Test
    void missingJavadocSaysWhatToRun() throws IOException {
        Files.delete(repository.resolve("api/index.html"));
        String message = site();
        assertTrue(message.endsWith("./mvnw -q -Psite writes it and then the site"), message);
    }

    /** The message with which the site fails, or nothing. */
    private String site() throws IOException {
        Site site = new Site(
                repository,
                repository.resolve("api"),
                "1.2",
                output,
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        try {
            site.call();
            return "";
        } catch (SiteException e) {
            return Objects.requireNonNull(e.getMessage());
        }
    }

    private void write(String path, String text) throws IOException {
        Path file = repository.resolve(path);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private String read(String path) throws IOException {
        return Files.readString(output.resolve(path));
    }
}
