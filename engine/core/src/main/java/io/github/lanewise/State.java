package io.github.lanewise;

import io.github.lanewise.memory.AlignedFloats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * What a stream remembers: hidden and cell state of every recurrent layer, and the rows that convolutions along time reach
 * back to. It belongs to one stream, so
 * one thread at a time may use it; different states are independent. Off the heap, a few hundred bytes for a small
 * model.
 */
public final class State {
    private static final int MAGIC = 0x4c575354; // LWST
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 3 * Integer.BYTES + Long.BYTES;

    private final StateLayout layout;
    private final AlignedFloats floats;
    private final long at;

    State(StateLayout layout, AlignedFloats floats, long at) {
        this.layout = layout;
        this.floats = floats;
        this.at = at;
    }

    /** Back to the beginning of a stream: zeros, or the initial states that the model has stored. */
    public void reset() {
        floats.copyFrom(layout.initial(), 0, at, layout.floats());
    }

    /**
     * A second state with the same contents.
     *
     * @return a new state
     */
    public State copy() {
        State copy = new State(layout, layout.allocate(1), 0);
        copy.floats.copyFrom(floats, at, 0, layout.floats());
        return copy;
    }

    /**
     * Takes over the contents of another state, allocating nothing.
     *
     * @param other a state of the same model
     * @throws IllegalArgumentException if it is the state of another model
     */
    public void copyFrom(State other) {
        requireSame("state to copy from", layout.fingerprint(), other.layout.fingerprint());
        floats.copyFrom(other.floats, other.at, at, layout.floats());
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

    private float[] get(StateLayout.Vector vector) {
        float[] values = new float[vector.size()];
        floats.copyTo(at + vector.at(), values, 0, vector.size());
        return values;
    }

    private void set(StateLayout.Vector vector, String what, float[] values) {
        if (values.length != vector.size()) {
            throw new IllegalArgumentException(what + " state of layer " + vector.layer() + ": expected "
                    + vector.size() + " floats, found " + values.length);
        }
        floats.copyFrom(values, 0, at + vector.at(), vector.size());
    }

    /**
     * Saves the state: 20 bytes that tell its model, then the vectors of each recurrent layer, hidden before cell, and
     * the rows that convolutions along time reach back to, as little-endian floats.
     *
     * @return the bytes, for {@link Model#restoreState}
     */
    public byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(savedBytes()).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putLong(layout.fingerprint()).putInt(layout.savedFloats());
        for (StateLayout.Vector vector : layout.saved()) {
            for (int i = 0; i < vector.size(); i++) {
                out.putFloat(floats.get(at + vector.at() + i));
            }
        }
        return out.array();
    }

    private int savedBytes() {
        return HEADER_BYTES + layout.savedFloats() * Float.BYTES;
    }

    void restore(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "saved state: expected " + savedBytes() + " bytes, found " + bytes.length);
        }
        requireSaved("the mark LWST", MAGIC, in.getInt());
        requireSaved("version", VERSION, in.getInt());
        requireSame("saved state", layout.fingerprint(), in.getLong());
        requireSaved("number of floats", layout.savedFloats(), in.getInt());
        requireSaved("length in bytes", savedBytes(), bytes.length);
        for (StateLayout.Vector vector : layout.saved()) {
            for (int i = 0; i < vector.size(); i++) {
                floats.set(at + vector.at() + i, in.getFloat());
            }
        }
    }

    private static void requireSaved(String what, int expected, int found) {
        if (expected != found) {
            throw new IllegalArgumentException("saved state, " + what + ": expected " + expected + ", found " + found);
        }
    }

    /** Refuses to be used by a model with another fingerprint. */
    void requireModel(long fingerprint) {
        requireSame("state", fingerprint, layout.fingerprint());
    }

    private static void requireSame(String what, long expected, long found) {
        if (expected != found) {
            throw new IllegalArgumentException(
                    "%s: expected one of this model (fingerprint %016x), found one of another (%016x); make states with the model's newState()"
                            .formatted(what, expected, found));
        }
    }

    AlignedFloats floats() {
        return floats;
    }

    long at() {
        return at;
    }
}
