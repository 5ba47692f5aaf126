package io.github.lanewise;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

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
        copy.copyFrom(this);
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
        System.arraycopy(other.floats, 0, floats, 0, floats.length);
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
        System.arraycopy(floats, vector.at(), values, 0, vector.size());
        return values;
    }

    private void set(StateLayout.Vector vector, String what, float[] values) {
        if (values.length != vector.size()) {
            throw new IllegalArgumentException(what + " state of layer " + vector.layer() + ": expected "
                    + vector.size() + " floats, found " + values.length);
        }
        System.arraycopy(values, 0, floats, vector.at(), vector.size());
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
                out.putFloat(floats[vector.at() + i]);
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

    float[] floats() {
        return floats;
    }
}
