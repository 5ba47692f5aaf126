package io.github.lanewise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a stream remembers: hidden and cell state of every recurrent layer, and the rows that convolutions along time reach
 * back to. It belongs to one stream, so
 * one thread at a time may use it; different states are independent. An object and its array of floats, 40 bytes more than
 * the floats, each vector rounded up to 16 of them.
 */
public final class State {
    private static final int MAGIC = 0x4c575354; // LWST
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 3 * Integer.BYTES + Long.BYTES;

    private final StateLayout layout;
    private final float[] floats;

    /** Which row it is of the call that steps many streams and is checking them. An object has room for it. */
    int row;

    State(StateLayout layout) {
        this.layout = layout;
        floats = layout.initial().clone();
    }

    /** Back to the beginning of a stream: zeros, or the initial states that the model has stored. */
    public void reset() {
        System.arraycopy(layout.initial(), 0, floats, 0, floats.length);
    }

    /**
     * A second state with the same contents.
     *
     * @return a new state
     */
    public State copy() {
        State copy = new State(layout);
        copyTo(copy);
        return copy;
    }

    /**
     * Copies the contents into another state, allocating nothing.
     *
     * @param target a state of a model with the same layers and weights
     * @throws IllegalArgumentException if it is the state of another model
     */
    public void copyTo(State target) {
        requireSame("state to copy", target.layout.fingerprint(), layout.fingerprint());
        System.arraycopy(floats, 0, target.floats, 0, floats.length);
    }

    /** A state of another layout with these contents, or null where it has other vectors. */
    @Nullable
    State carriedOver(StateLayout to) {
        if (!layout.isLike(to)) {
            return null;
        }
        State state = new State(to);
        System.arraycopy(floats, 0, state.floats, 0, floats.length);
        return state;
    }

    /**
     * The hidden state of a layer.
     *
     * @param layer number of the recurrent layer, from 0, counted through all stacks of the model
     * @return a copy
     * @throws IllegalArgumentException if there is no such layer
     */
    public float[] hidden(int layer) {
        return get(layout.vector(layer, false));
    }

    /**
     * The cell state of an LSTM layer.
     *
     * @param layer number of the recurrent layer, from 0, counted through all stacks of the model
     * @return a copy
     * @throws IllegalArgumentException if there is no such layer, or it has no cell state
     */
    public float[] cell(int layer) {
        return get(layout.vector(layer, true));
    }

    /**
     * Sets the hidden state of a layer.
     *
     * @param layer number of the recurrent layer, from 0, counted through all stacks of the model
     * @param values as many floats as {@link #hidden} returns
     * @throws IllegalArgumentException if there is no such layer, or the number of floats is another
     */
    public void setHidden(int layer, float[] values) {
        set(layout.vector(layer, false), "hidden", values);
    }

    /**
     * Sets the cell state of an LSTM layer.
     *
     * @param layer number of the recurrent layer, from 0, counted through all stacks of the model
     * @param values as many floats as {@link #cell} returns
     * @throws IllegalArgumentException if there is no such layer, it has no cell state, or the number of floats is
     *     another
     */
    public void setCell(int layer, float[] values) {
        set(layout.vector(layer, true), "cell", values);
    }

    /**
     * The hidden state of a layer, into the caller's array. Allocates nothing.
     *
     * @param layer number of the recurrent layer, from 0, counted through all stacks of the model
     * @param target written
     * @param at where the floats begin there
     * @return how many floats the hidden state has
     * @throws IllegalArgumentException if there is no such layer, or no room
     */
    public int hidden(int layer, float[] target, int at) {
        return get(layout.vector(layer, false), "hidden", target, at);
    }

    /**
     * The cell state of an LSTM layer, into the caller's array. Allocates nothing.
     *
     * @param layer number of the recurrent layer, from 0, counted through all stacks of the model
     * @param target written
     * @param at where the floats begin there
     * @return how many floats the cell state has
     * @throws IllegalArgumentException if there is no such layer, it has no cell state, or there is no room
     */
    public int cell(int layer, float[] target, int at) {
        return get(layout.vector(layer, true), "cell", target, at);
    }

    private float[] get(StateLayout.Vector vector) {
        float[] values = new float[vector.size()];
        System.arraycopy(floats, vector.at(), values, 0, vector.size());
        return values;
    }

    private int get(StateLayout.Vector vector, String what, float[] target, int at) {
        if (at < 0 || target.length - at < vector.size()) {
            throw new IllegalArgumentException(what + " state of layer " + vector.layer() + ": expected room for "
                    + vector.size() + " floats from index " + at + ", found " + target.length + " in all");
        }
        System.arraycopy(floats, vector.at(), target, at, vector.size());
        return vector.size();
    }

    private void set(StateLayout.Vector vector, String what, float[] values) {
        if (values.length != vector.size()) {
            throw new IllegalArgumentException(what + " state of layer " + vector.layer() + ": expected "
                    + vector.size() + " floats, found " + values.length);
        }
        System.arraycopy(values, 0, floats, vector.at(), vector.size());
    }

    /**
     * Saves the state: 20 bytes that identify its model, then the vectors of each recurrent layer, hidden before cell, and
     * the rows that convolutions along time reach back to, as little-endian floats.
     *
     * @return the bytes, for {@link Model#restoreState}
     */
    public byte[] toBytes() {
        byte[] bytes = new byte[savedBytes()];
        toBytes(ByteBuffer.wrap(bytes));
        return bytes;
    }

    /**
     * Saves the state into a buffer, as {@link #toBytes()} does. Allocates nothing.
     *
     * @param out written from its position on, little-endian whatever its order, which stays; the position moves past them
     * @throws IllegalArgumentException if fewer than {@link #savedBytes} bytes remain; nothing is written then
     */
    public void toBytes(ByteBuffer out) {
        if (out.remaining() < savedBytes()) {
            throw new IllegalArgumentException("buffer for a saved state: expected at least " + savedBytes()
                    + " bytes remaining, found " + out.remaining());
        }
        ByteOrder order = out.order();
        out.order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putLong(layout.fingerprint()).putInt(layout.savedFloats());
        for (int v = 0; v < layout.saved().size(); v++) {
            StateLayout.Vector vector = layout.saved().get(v);
            for (int i = 0; i < vector.size(); i++) {
                out.putFloat(floats[vector.at() + i]);
            }
        }
        out.order(order);
    }

    /**
     * How long a saved state is.
     *
     * @return bytes that {@link #toBytes} writes, the same for all states of a model
     */
    public int savedBytes() {
        return HEADER_BYTES + layout.savedFloats() * Float.BYTES;
    }

    /**
     * Takes over what {@link #toBytes} has saved, on this or another machine or backend. Allocates nothing.
     *
     * @param in read from its position on, little-endian whatever its order, which stays; the position moves past them
     * @throws IllegalArgumentException if the bytes are no state, or the state of another model; nothing is changed then
     */
    public void restore(ByteBuffer in) {
        ByteOrder order = in.order();
        in.order(ByteOrder.LITTLE_ENDIAN);
        try {
            requireHeader(in);
            if (in.remaining() < savedBytes()) {
                throw new IllegalArgumentException(
                        "saved state: expected " + savedBytes() + " bytes, found " + in.remaining());
            }
            read(in);
        } finally {
            in.order(order);
        }
    }

    /** Takes over what was saved and nothing else. */
    void restore(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        requireHeader(in);
        requireSaved("length in bytes", savedBytes(), bytes.length);
        read(in);
    }

    /** Takes over what a model with the same layers has saved, whatever its weights. */
    void carryOver(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        long saved = requireMark(in);
        if (!Fingerprint.sameStructure(saved, layout.fingerprint())) {
            throw new IllegalArgumentException(
                    "saved state to carry over: expected one of a model with the same layers (fingerprint %016x, whose first half counts), found %016x; begin anew with newState()"
                            .formatted(layout.fingerprint(), saved));
        }
        requireFloats(in);
        requireSaved("length in bytes", savedBytes(), bytes.length);
        read(in);
    }

    private void requireHeader(ByteBuffer in) {
        requireSame("saved state", layout.fingerprint(), requireMark(in));
        requireFloats(in);
    }

    /** Refuses what is no state; returns the fingerprint of the model that it is of. */
    private long requireMark(ByteBuffer in) {
        if (in.remaining() < HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "saved state: expected " + savedBytes() + " bytes, found " + in.remaining());
        }
        int at = in.position();
        requireSaved("the mark LWST", MAGIC, in.getInt(at));
        requireSaved("version", VERSION, in.getInt(at + Integer.BYTES));
        return in.getLong(at + 2 * Integer.BYTES);
    }

    private void requireFloats(ByteBuffer in) {
        int at = in.position() + 2 * Integer.BYTES + Long.BYTES;
        requireSaved("number of floats", layout.savedFloats(), in.getInt(at));
    }

    private void read(ByteBuffer in) {
        in.position(in.position() + HEADER_BYTES);
        for (int v = 0; v < layout.saved().size(); v++) {
            StateLayout.Vector vector = layout.saved().get(v);
            for (int i = 0; i < vector.size(); i++) {
                floats[vector.at() + i] = in.getFloat();
            }
        }
    }

    private static void requireSaved(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("saved state, " + what + ": expected " + expected + ", found " + found);
        }
    }

    /** Refuses to be used by a model with another fingerprint. */
    void requireModel(String what, long fingerprint) {
        requireSame(what, fingerprint, layout.fingerprint());
    }

    /** Its model's. */
    long fingerprint() {
        return layout.fingerprint();
    }

    private static void requireSame(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    "%s: expected one of this model (fingerprint %016x), found one of another (%016x); make states with the model's newState()"
                            .formatted(what, expected, found));
        }
    }

    float[] floats() {
        return floats;
    }
}
