package io.github.lanewise.flink;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Events that wait for their steps, in the order in which they came, and their keys.
 *
 * @param <IN> the events
 */
final class Bundle<IN> {
    private final List<BundledEvent<IN>> events = new ArrayList<>();
    private final Map<Object, BundledKey<IN>> keys = new LinkedHashMap<>();

    void add(BundledEvent<IN> event) {
        events.add(event);
        BundledKey<IN> known = keys.get(event.key);
        if (known == null) {
            keys.put(event.key, new BundledKey<>(event));
        } else {
            known.add(event);
        }
    }

    int size() {
        return events.size();
    }

    boolean isEmpty() {
        return events.isEmpty();
    }

    List<BundledEvent<IN>> events() {
        return events;
    }

    Collection<BundledKey<IN>> keys() {
        return keys.values();
    }

    void clear() {
        events.clear();
        keys.clear();
    }
}
