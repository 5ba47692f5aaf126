package io.github.lanewise.formats.torch.pickle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a pickle of protocols 2 to 5 (the instructions of CPython's pickletools), running nothing: names and calls go to a
 * {@link PickleClasses}. Values are {@code String}, {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean},
 * {@code byte[]}, {@code null} for None, {@code List} for lists and sets, {@link PickleTuple}, {@code Map} in the order of
 * insertion, and what the classes make.
 *
 * <p>Each instruction takes at least a byte and makes at most one value, so memory is bounded by the pickle's length. A
 * value may contain itself. For one thread; not to be used again after a refusal.
 */
public final class Unpickler {
    private static final Object MARK = new Object();

    private final PickleInput in;
    private final PickleClasses classes;
    private final List<@Nullable Object> stack = new ArrayList<>();
    private final Map<Long, @Nullable Object> memo = new HashMap<>();

    /**
     * A reader of pickles that follow each other.
     *
     * @param bytes from their position on; read further by each {@link #read}
     * @param classes what they may use
     */
    public Unpickler(ByteBuffer bytes, PickleClasses classes) {
        this.in = new PickleInput(bytes);
        this.classes = classes;
    }

    /**
     * Where the next byte is read.
     *
     * @return index in the buffer
     */
    public int position() {
        return in.position();
    }

    /**
     * Reads one pickle, up to and with its end mark.
     *
     * @return its value
     * @throws PickleException if the bytes are no pickle of these protocols, or it asks for what it may not use
     */
    public @Nullable Object read() throws PickleException {
        stack.clear();
        memo.clear();
        while (true) {
            int opcode = in.u8();
            if (opcode == Opcode.STOP) {
                return pop();
            }
            if (!scalar(opcode) && !container(opcode) && !memory(opcode)) {
                object(opcode);
            }
        }
    }

    /** Numbers, texts and constants. */
    private boolean scalar(int opcode) throws PickleException {
        switch (opcode) {
            case Opcode.NONE -> stack.add(null);
            case Opcode.NEWTRUE -> stack.add(true);
            case Opcode.NEWFALSE -> stack.add(false);
            case Opcode.BININT -> stack.add((long) in.i32());
            case Opcode.BININT1 -> stack.add((long) in.u8());
            case Opcode.BININT2 -> stack.add((long) in.u16());
            case Opcode.LONG1 -> stack.add(in.integer(in.u8()));
            case Opcode.LONG4 -> stack.add(in.integer(in.u32()));
            case Opcode.BINFLOAT -> stack.add(in.f64());
            case Opcode.SHORT_BINUNICODE -> stack.add(in.utf8(in.u8()));
            case Opcode.BINUNICODE -> stack.add(in.utf8(in.u32()));
            case Opcode.BINUNICODE8 -> stack.add(in.utf8(in.i64()));
            case Opcode.SHORT_BINSTRING -> stack.add(in.latin1(in.u8())); // Python 2's str
            case Opcode.BINSTRING -> stack.add(in.latin1(in.u32()));
            case Opcode.SHORT_BINBYTES -> stack.add(in.take(in.u8()));
            case Opcode.BINBYTES -> stack.add(in.take(in.u32()));
            case Opcode.BINBYTES8 -> stack.add(in.take(in.i64()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** Tuples, lists, sets and dictionaries. */
    private boolean container(int opcode) throws PickleException {
        switch (opcode) {
            case Opcode.MARK -> stack.add(MARK);
            case Opcode.EMPTY_TUPLE -> stack.add(new PickleTuple(List.of()));
            case Opcode.TUPLE -> stack.add(new PickleTuple(popToMark()));
            case Opcode.TUPLE1 -> stack.add(new PickleTuple(pop(1)));
            case Opcode.TUPLE2 -> stack.add(new PickleTuple(pop(2)));
            case Opcode.TUPLE3 -> stack.add(new PickleTuple(pop(3)));
            case Opcode.EMPTY_LIST, Opcode.EMPTY_SET -> stack.add(new ArrayList<@Nullable Object>());
            case Opcode.FROZENSET -> stack.add(popToMark());
            case Opcode.APPEND -> append(pop(1));
            case Opcode.APPENDS, Opcode.ADDITEMS -> append(popToMark());
            case Opcode.EMPTY_DICT -> stack.add(new LinkedHashMap<@Nullable Object, @Nullable Object>());
            case Opcode.SETITEM -> put(pop(2));
            case Opcode.SETITEMS -> put(popToMark());
            default -> {
                return false;
            }
        }
        return true;
    }

    /** The stack itself, the memo, and what frames the instructions. */
    private boolean memory(int opcode) throws PickleException {
        switch (opcode) {
            case Opcode.PROTO -> requireProtocol(in.u8());
            case Opcode.FRAME -> in.i64(); // a hint for readers of streams
            case Opcode.POP -> pop();
            case Opcode.POP_MARK -> popToMark();
            case Opcode.DUP -> stack.add(top());
            case Opcode.BINPUT -> memo.put((long) in.u8(), top());
            case Opcode.LONG_BINPUT -> memo.put(in.u32(), top());
            case Opcode.MEMOIZE -> memo.put((long) memo.size(), top());
            case Opcode.BINGET -> stack.add(remembered(in.u8()));
            case Opcode.LONG_BINGET -> stack.add(remembered(in.u32()));
            default -> {
                return false;
            }
        }
        return true;
    }

    /** What goes to the classes. */
    private void object(int opcode) throws PickleException {
        switch (opcode) {
            case Opcode.GLOBAL -> stack.add(classes.find(new PickleGlobal(in.line(), in.line())));
            case Opcode.STACK_GLOBAL -> {
                List<@Nullable Object> names = pop(2);
                stack.add(classes.find(new PickleGlobal(text(names.get(0)), text(names.get(1)))));
            }
            case Opcode.REDUCE, Opcode.NEWOBJ -> {
                List<@Nullable Object> call = pop(2);
                stack.add(classes.call(call.get(0), arguments(call.get(1))));
            }
            case Opcode.BUILD -> {
                Object state = pop();
                classes.build(top(), state);
            }
            case Opcode.BINPERSID -> stack.add(classes.persistent(pop()));
            default ->
                throw new PickleException(
                        "an instruction of pickle protocols 2 to 5",
                        "byte 0x%02x".formatted(opcode),
                        "save the file again with torch.save's own protocol");
        }
    }

    private static void requireProtocol(int protocol) throws PickleException {
        if (protocol < 2 || protocol > 5) {
            throw new PickleException("pickle protocol 2 to 5", Integer.toString(protocol), "");
        }
    }

    private static String text(@Nullable Object value) throws PickleException {
        if (value instanceof String text) {
            return text;
        }
        throw new PickleException("a name", PickleValues.describe(value), "");
    }

    private static List<@Nullable Object> arguments(@Nullable Object value) throws PickleException {
        if (value instanceof PickleTuple tuple) {
            return tuple.items();
        }
        throw new PickleException("a tuple of arguments", PickleValues.describe(value), "");
    }

    private void append(List<@Nullable Object> items) throws PickleException {
        if (!(top() instanceof List<?>)) {
            throw new PickleException("a list to append to", PickleValues.describe(top()), "");
        }
        PickleValues.list(top()).addAll(items);
    }

    private void put(List<@Nullable Object> items) throws PickleException {
        if (!(top() instanceof Map<?, ?>)) {
            throw new PickleException("a dictionary to put into", PickleValues.describe(top()), "");
        }
        if (items.size() % 2 != 0) {
            throw new PickleException("pairs of keys and values", items.size() + " values", "");
        }
        for (int i = 0; i < items.size(); i += 2) {
            Object key = items.get(i);
            if (key instanceof List<?> || key instanceof Map<?, ?>) {
                // Python has no such keys either; their hash would go as deep as the pickle likes.
                throw new PickleException("a key that is no container", PickleValues.describe(key), "");
            }
            PickleValues.map(top()).put(key, items.get(i + 1));
        }
    }

    private @Nullable Object remembered(long index) throws PickleException {
        if (!memo.containsKey(index)) {
            throw new PickleException("a value remembered as " + index, "none", "");
        }
        return memo.get(index);
    }

    private @Nullable Object top() throws PickleException {
        if (stack.isEmpty() || stack.getLast() == MARK) {
            throw new PickleException("a value on the stack", "none", "");
        }
        return stack.getLast();
    }

    private @Nullable Object pop() throws PickleException {
        Object value = top();
        stack.removeLast();
        return value;
    }

    private List<@Nullable Object> pop(int count) throws PickleException {
        List<@Nullable Object> values = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            values.add(pop());
        }
        return new ArrayList<>(values.reversed());
    }

    private List<@Nullable Object> popToMark() throws PickleException {
        int mark = stack.lastIndexOf(MARK);
        if (mark < 0) {
            throw new PickleException("a mark on the stack", "none", "");
        }
        List<@Nullable Object> above = stack.subList(mark + 1, stack.size());
        List<@Nullable Object> values = new ArrayList<>(above);
        stack.subList(mark, stack.size()).clear();
        return values;
    }
}
