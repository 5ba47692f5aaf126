package io.github.lanewise.docs.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.CustomNode;
import org.commonmark.node.FencedCodeBlock;
import org.commonmark.node.Node;
import org.commonmark.node.Paragraph;
import org.commonmark.node.SoftLineBreak;
import org.commonmark.node.Text;

/** The sections of all pages and their words, for the search in the browser. */
final class SearchIndex {
    /**
     * What lies between two headings.
     *
     * @param url in the site, with the heading's name
     * @param page the page's title
     * @param heading the section's
     * @param text its words
     */
    record Section(String url, String page, String heading, String text) {}

    private final List<Section> sections = new ArrayList<>();

    void add(Page page) {
        String title = page.title();
        Heading heading = new Heading(1, "", title);
        StringBuilder words = new StringBuilder();
        for (Node node = page.document().getFirstChild(); node != null; node = node.getNext()) {
            Heading next = page.headings().get(node);
            if (next == null) {
                node.accept(new Words(words));
                continue;
            }
            add(page, title, heading, words);
            words.setLength(0);
            heading = next;
        }
        add(page, title, heading, words);
    }

    private void add(Page page, String title, Heading heading, CharSequence words) {
        if (!heading.id().isEmpty() || !words.isEmpty()) {
            sections.add(new Section(
                    page.url() + (heading.level() == 1 ? "" : "#" + heading.id()),
                    title,
                    heading.text(),
                    words.toString().strip().replaceAll(" +", " ")));
        }
    }

    /** The index as JSON: a list of lists of the four strings. */
    String json() throws JsonProcessingException {
        return new ObjectMapper()
                .writeValueAsString(sections.stream()
                        .map(section -> List.of(section.url(), section.page(), section.heading(), section.text()))
                        .toList());
    }

    /** Words of text and of code. */
    private static final class Words extends AbstractVisitor {
        private final StringBuilder words;

        Words(StringBuilder words) {
            this.words = words;
        }

        @Override
        public void visit(Text text) {
            words.append(text.getLiteral());
        }

        @Override
        public void visit(Code code) {
            words.append(code.getLiteral());
        }

        @Override
        public void visit(SoftLineBreak lineBreak) {
            words.append(' ');
        }

        @Override
        public void visit(FencedCodeBlock code) {
            words.append(code.getLiteral().replaceAll("\\s+", " "));
        }

        @Override
        public void visit(Paragraph paragraph) {
            visitChildren(paragraph);
            words.append(' ');
        }

        /** Cells of a table, among others. */
        @Override
        public void visit(CustomNode node) {
            visitChildren(node);
            words.append(' ');
        }
    }
}
