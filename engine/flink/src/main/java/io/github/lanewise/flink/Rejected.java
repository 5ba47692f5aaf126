package io.github.lanewise.flink;

import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * What could not be used, and why.
 *
 * @param <T> an event, or a {@link ModelUpdate}
 * @param input as it came
 * @param reason what was expected and what was found
 */
public record Rejected<T>(T input, String reason) {
    @SuppressWarnings("unchecked") // a class literal has no type arguments
    static <T> TypeInformation<Rejected<T>> type(TypeInformation<T> input) {
        return Types.POJO(
                (Class<Rejected<T>>) (Class<?>) Rejected.class, Map.of("input", input, "reason", Types.STRING));
    }
}
