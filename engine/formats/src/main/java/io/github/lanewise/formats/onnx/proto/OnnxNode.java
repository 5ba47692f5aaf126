package io.github.lanewise.formats.onnx.proto;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A node of a graph.
 *
 * @param name its name, perhaps empty
 * @param domain of the operator; empty for ONNX's own
 * @param operator the operator
 * @param inputs names of values; empty for an optional one that is left out
 * @param outputs names of values; empty for one that nobody wants
 * @param attributes by name
 * @param replaced for people, what of the file the node stands for; empty for a node of the file
 */
public record OnnxNode(
        String name,
        String domain,
        String operator,
        List<String> inputs,
        List<String> outputs,
        Map<String, OnnxAttribute> attributes,
        List<String> replaced) {
    /** A node of the file. */
    public OnnxNode(
            String name,
            String domain,
            String operator,
            List<String> inputs,
            List<String> outputs,
            Map<String, OnnxAttribute> attributes) {
        this(name, domain, operator, inputs, outputs, attributes, List.of());
    }

    /** For messages. */
    public String where() {
        String called =
                name.isEmpty() ? outputs.isEmpty() ? "" : " of '" + outputs.getFirst() + "'" : " '" + name + "'";
        return "node" + called + ", operator " + (domain.isEmpty() ? "" : domain + ".") + operator;
    }

    /** For people: the titles of the file's nodes that it stands for. */
    public List<String> titles() {
        return replaced.isEmpty() ? List.of(title()) : replaced;
    }

    /** For people: the operator, and the node's name, or that of what it makes. */
    public String title() {
        return called().isEmpty() ? operator : operator + " " + called();
    }

    /** Its name, or that of what it makes. */
    public String called() {
        String made =
                outputs.stream().filter(output -> !output.isEmpty()).findFirst().orElse("");
        return name.isEmpty() ? made : name;
    }

    /** The name of an input, or null where it is left out. */
    @Nullable
    public String input(int index) {
        return index < inputs.size() && !inputs.get(index).isEmpty() ? inputs.get(index) : null;
    }

    /** The name of an output, or null where nobody wants it. */
    @Nullable
    public String output(int index) {
        return index < outputs.size() && !outputs.get(index).isEmpty() ? outputs.get(index) : null;
    }
}
