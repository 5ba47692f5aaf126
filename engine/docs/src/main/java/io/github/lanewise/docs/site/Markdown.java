package io.github.lanewise.docs.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonmark.Extension;
import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.ext.heading.anchor.IdGenerator;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.HtmlBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

/** Markdown as GitHub shows it: CommonMark, tables, and the names of headings. */
final class Markdown {
    private static final List<Extension> EXTENSIONS = List.of(TablesExtension.create());
    private static final Parser PARSER = Parser.builder().extensions(EXTENSIONS).build();

    private Markdown() {}

    /** The tree of a page, without its comments: they are for {@code CheckPages}. */
    static Node parse(String markdown) {
        Node document = PARSER.parse(markdown);
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(HtmlBlock block) {
                if (block.getLiteral().startsWith("<!--")) {
                    block.unlink();
                }
            }
        });
        return document;
    }

    static Map<Node, Heading> headings(Node document) {
        IdGenerator ids = IdGenerator.builder().build();
        Map<Node, Heading> headings = new LinkedHashMap<>();
        document.accept(new AbstractVisitor() {
            @Override
            public void visit(org.commonmark.node.Heading node) {
                String text = text(node);
                headings.put(node, new Heading(node.getLevel(), ids.generateId(text), text));
            }
        });
        return headings;
    }

    /** What a heading says, without markup. */
    private static String text(Node heading) {
        StringBuilder text = new StringBuilder();
        heading.accept(new AbstractVisitor() {
            @Override
            public void visit(Text words) {
                text.append(words.getLiteral());
            }

            @Override
            public void visit(Code code) {
                text.append(code.getLiteral());
            }
        });
        return text.toString();
    }

    static String html(Page page) {
        HtmlRenderer renderer = HtmlRenderer.builder()
                .extensions(EXTENSIONS)
                .attributeProviderFactory(_ -> (node, _, attributes) -> {
                    Heading heading = page.headings().get(node);
                    if (heading != null) {
                        attributes.put("id", heading.id());
                    }
                })
                .build();
        // A wide table scrolls inside a box of its own. Text is escaped, so these tags are the renderer's.
        return renderer.render(page.document())
                .replace("<table>", "<div class=\"wide\" tabindex=\"0\"><table>")
                .replace("</table>", "</table></div>")
                .replace("<pre>", "<pre tabindex=\"0\">");
    }
}
