#!/usr/bin/env python3
"""Makes the wild graphs that Keras exports through tf2onnx: see wild_graphs.py.

Needs Python 3.11 and
    pip install keras==3.15.1 tensorflow_cpu==2.21.0 tf2onnx==1.17.0 onnx==1.23.1 onnxruntime==1.30.0 safetensors==0.8.0
    numpy==2.4.6
Run from the repository's root; it takes about two minutes:
    PYTHONHASHSEED=0 python engine/formats/src/test/python/wild_graphs_keras.py [NAME ...]

Keras itself changes two functions of tf2onnx before it exports, which were written for numpy 1. Nothing else is changed
but where a case below says so.

What tf2onnx makes of Keras's recurrent layers:
    LSTM with sigmoid, tanh or relu     an LSTM node; its states come from Shape, Cast, Slice, Concat, Expand (before opset
                                        13 ConstantOfShape), its rows from Transpose, Unsqueeze and Squeeze
    any other cell                      a Loop over the steps, whose body spells the cell out
    unroll=True                         every step spelled out in the graph: Split, Squeeze, MatMul, Add, Sigmoid ...
"""

import logging
import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["KERAS_BACKEND"] = "tensorflow"

import keras
import numpy as np
import tf2onnx
from keras import layers
from wild_graphs import OUT, floats, generator, keep, make, tokens

logging.disable(logging.WARNING)


def randomized(model, name):
    """Biases that are not zero, weights large enough to bend every activation, variances that are positive."""
    random = generator(name)
    model.set_weights([(random.uniform(0.5, 1.5, v.shape) if "variance" in v.path else random.normal(0, 0.6, v.shape))
                       .astype(np.float32) for v in model.weights])
    return model


def export(name, build, inputs, opset=None, rewriters=True, fixed=False):
    """Exports what `build` makes.

    Without `rewriters` tf2onnx makes no LSTM nodes, as its older versions did. If `fixed`, the graph has
    the sizes of the inputs; otherwise Keras leaves the batch free, even behind a batch_shape.
    """
    inputs = inputs if isinstance(inputs, list) else [inputs]
    keras.utils.clear_session()
    tf2onnx.utils.INTERNAL_NAME = 1  # the number that new names begin with: the same whatever was exported before
    model = randomized(build(), name)
    model(inputs if len(inputs) > 1 else inputs[0])
    signature = [keras.InputSpec(shape=v.shape, dtype=str(v.dtype)) for v in inputs]
    signature = (signature if len(inputs) == 1 else [signature]) if fixed else None
    kept = tf2onnx.tfonnx.rewriter_lstm_tf2
    if not rewriters:
        tf2onnx.tfonnx.rewriter_lstm_tf2 = lambda g, ops: ops
    try:
        model.export(OUT / f"{name}.onnx", format="onnx", verbose=False, opset_version=opset,
                     input_signature=signature)
    finally:
        tf2onnx.tfonnx.rewriter_lstm_tf2 = kept
    keep(name, dict(zip(graph_inputs(name), inputs)), in_float64(build, model, inputs))


def graph_inputs(name):
    import onnx

    return [i.name for i in onnx.load(OUT / f"{name}.onnx").graph.input]


def in_float64(build, model, inputs):
    keras.config.set_floatx("float64")
    try:
        double = build()
        double.set_weights(model.get_weights())
        for layer, exported in zip(double.layers, model.layers):
            if getattr(layer, "stateful", False):  # the state where the exported model stood goes into the graph
                for state, value in zip(layer.states, exported.states):
                    state.assign(value)
        inputs = [v.astype(np.float64) if v.dtype == np.float32 else v for v in inputs]
        outputs = double(inputs if len(inputs) > 1 else inputs[0])
    finally:
        keras.config.set_floatx("float32")
    return [np.asarray(v) for v in (outputs if isinstance(outputs, (list, tuple)) else [outputs])]


def sequential(*parts, shape=(None, 3), opset=None, rewriters=True, batch=2, **options):
    """A case: these layers (as functions, since they are built twice) behind rows of three features."""

    def case(name):
        def build():
            given = {"batch_shape": shape} if len(shape) == 3 else {"shape": shape}
            return keras.Sequential([keras.Input(**given, **options), *(part() for part in parts)])

        steps = shape[-2] or 5
        export(name, build, floats(name, batch, steps, shape[-1]), opset, rewriters, len(shape) == 3)

    return case


def lstm(units=4, **options):
    return lambda: layers.LSTM(units, return_sequences=True, **options)


def last(kind=layers.LSTM, units=4, **options):
    return lambda: kind(units, **options)


def dense(units=2, **options):
    return lambda: layers.Dense(units, **options)


# ---- an LSTM node and what stands around it ---------------------------------------------------------------------

# Behind return_sequences a Dense is a tensor product: its sizes are taken from the rows at run time (Shape, Cast,
# Gather, Concat, from opset 13 also ReduceProd behind a Concat or an RNN of two directions), the rows made a matrix by
# Reshape, then MatMul, Reshape, Add. With fixed sizes Reshape, MatMul, Reshape, Add remain.
AROUND = {
    "keras_lstm_dense": sequential(lstm(), dense()),
    "keras_lstm_dense_opset9": sequential(lstm(), dense(), opset=9),
    "keras_lstm_dense_opset11": sequential(lstm(), dense(), opset=11),
    "keras_lstm_dense_opset18": sequential(lstm(), dense(), opset=18),
    "keras_lstm_dense_free_batch": sequential(lstm(), dense(), shape=(5, 3)),
    "keras_lstm_dense_fixed": sequential(lstm(), dense(), shape=(2, 5, 3)),
    "keras_lstm_dense_no_bias": sequential(lstm(use_bias=False), dense(use_bias=False)),
    "keras_lstm_relu": sequential(lstm(activation="relu"), dense()),
    "keras_last_step": sequential(last(), dense(3, activation="softmax")),
    "keras_last_step_fixed": sequential(last(), dense(3, activation="softmax"), shape=(2, 5, 3)),
    "keras_two_lstms_dropout": sequential(lstm(), lambda: layers.Dropout(0.3), last(units=3), dense(activation="sigmoid")),
    "keras_two_dense": sequential(lstm(), dense(3, activation="relu"), dense(activation="tanh")),
    # One step after the other, each with a MatMul of its own: Slice, Squeeze, MatMul, Add, Relu, Unsqueeze, Concat.
    "keras_time_distributed": sequential(lstm(), lambda: layers.TimeDistributed(layers.Dense(2, activation="relu")),
                                         shape=(4, 3)),
    "keras_bidirectional": sequential(lambda: layers.Bidirectional(layers.LSTM(4, return_sequences=True)), dense()),
    "keras_bidirectional_fixed": sequential(lambda: layers.Bidirectional(layers.LSTM(4, return_sequences=True)), dense(),
                                            shape=(2, 5, 3)),
    "keras_bidirectional_last": sequential(lambda: layers.Bidirectional(layers.LSTM(4)), dense()),
    "keras_bidirectional_two": sequential(lambda: layers.Bidirectional(layers.LSTM(4, return_sequences=True)),
                                          lambda: layers.Bidirectional(layers.LSTM(3, return_sequences=True)), dense()),
    "keras_bidirectional_sum": sequential(lambda: layers.Bidirectional(layers.LSTM(4, return_sequences=True),
                                                                           merge_mode="sum"), dense()),
    # The rows are reversed by ReverseSequence before a forward LSTM.
    "keras_go_backwards": sequential(last(go_backwards=True), dense()),
    "bad_keras_go_backwards_rows": sequential(lstm(go_backwards=True), dense()),
    # Pad, then Transpose, Unsqueeze, Conv in two dimensions, Squeeze, Transpose.
    "keras_causal_conv": sequential(lambda: layers.Conv1D(4, 3, padding="causal", activation="relu"), lstm(), dense()),
    "keras_causal_conv_fixed": sequential(lambda: layers.Conv1D(4, 3, padding="causal", activation="relu"), lstm(), dense(),
                                          shape=(2, 5, 3)),
    "keras_dilated_conv": sequential(lambda: layers.Conv1D(4, 2, padding="causal", dilation_rate=2), lstm()),
    "keras_same_conv": sequential(lambda: layers.Conv1D(4, 3, padding="same"), last(), dense()),
    "bad_keras_strided_conv": sequential(lambda: layers.Conv1D(4, 3, padding="same", strides=2),
                                         lambda: layers.MaxPooling1D(2), last(), shape=(7, 3)),
    # A variance of GlobalAveragePool, Sub, Mul, Sqrt, Reciprocal ...; a batch normalization is a Mul and an Add, or
    # has gone into the layer before it.
    "keras_layer_norm": sequential(lambda: layers.LayerNormalization(), lstm(), lambda: layers.LayerNormalization(), dense()),
    "keras_layer_norm_fixed": sequential(lstm(), lambda: layers.LayerNormalization(), dense(), shape=(2, 5, 3)),
    "keras_batch_norm_before": sequential(lambda: layers.BatchNormalization(), lstm(), dense()),
    "keras_batch_norm_between": sequential(lstm(), lambda: layers.BatchNormalization(), dense(activation="softmax")),
    "keras_batch_norm_last": sequential(lstm(), dense(), lambda: layers.BatchNormalization()),
    "keras_stateful": sequential(last(stateful=True), dense(), shape=(2, 5, 3)),
    "keras_rescaled": sequential(lambda: layers.Rescaling(0.5, 0.25), lstm(), dense()),
    "keras_flattened": sequential(lstm(), lambda: layers.Flatten(), dense(), shape=(4, 3)),
    "keras_rnn_of_lstm_cell": sequential(lambda: layers.RNN(layers.LSTMCell(4), return_sequences=True), dense()),
}


# ---- loops ------------------------------------------------------------------------------------------------------


@keras.saving.register_keras_serializable(package="fixtures")
class DecayingCell(keras.layers.Layer):
    """No cell that ONNX names: the state decays by a factor of its own for each unit, and is read squared."""

    def __init__(self, units, **options):
        super().__init__(**options)
        self.units = self.state_size = units

    def build(self, shape):
        self.kernel = self.add_weight(shape=(shape[-1], self.units), name="kernel")
        self.decay = self.add_weight(shape=(self.units,), name="decay")

    def call(self, inputs, states):
        state = keras.ops.sigmoid(self.decay) * states[0] + keras.ops.tanh(keras.ops.matmul(inputs, self.kernel))
        return state * state, [state]


# A Loop over the steps. Its body: Gather the row, MatMul, Add, Split into gates, Sigmoid, Tanh, Mul, Add; the counters
# by Add, Less, And, Cast, Slice, Squeeze; rows are collected by the Loop's own output. Around it Shape, Cast, Slice,
# Squeeze, Less, And (how many steps), Concat, Expand (initial states), Transpose.
LOOPS = {
    "keras_loop_lstm": sequential(lstm(), dense(), rewriters=False),
    "keras_loop_lstm_opset11": sequential(lstm(), dense(), rewriters=False, opset=11),
    "keras_loop_lstm_fixed": sequential(lstm(), dense(), shape=(2, 5, 3), rewriters=False),
    # Of one sequence tf2onnx makes no LSTM node: a Squeeze and Gemm stand where it looks for MatMul.
    "keras_loop_lstm_one_sequence": sequential(lstm(), dense(), shape=(1, 5, 3), batch=1),
    "keras_loop_gru_one_sequence": sequential(last(layers.GRU), dense(), shape=(1, 5, 3), batch=1),
    "keras_loop_lstm_no_bias": sequential(lstm(use_bias=False), rewriters=False),
    "keras_loop_lstm_last": sequential(last(), dense(), rewriters=False),
    "keras_loop_lstm_softsign": sequential(lstm(activation="softsign"), dense()),
    "keras_loop_lstm_hard_sigmoid": sequential(lstm(recurrent_activation="hard_sigmoid"), dense()),
    "keras_loop_lstm_elu": sequential(lstm(activation="elu"), dense()),
    "keras_loop_lstm_backwards": sequential(last(go_backwards=True), dense(), rewriters=False),
    "keras_loop_lstm_bidirectional": sequential(lambda: layers.Bidirectional(layers.LSTM(4, return_sequences=True)), dense(),
                                                rewriters=False),
    "keras_loop_lstm_stateful": sequential(lstm(stateful=True), dense(), shape=(2, 5, 3), rewriters=False),
    "keras_loop_gru": sequential(lambda: layers.GRU(4, return_sequences=True), dense()),
    "keras_loop_gru_last": sequential(last(layers.GRU), dense()),
    "keras_loop_gru_opset9": sequential(last(layers.GRU), dense(), opset=9),
    "keras_loop_gru_opset11": sequential(last(layers.GRU), dense(), opset=11),
    "keras_loop_gru_opset18": sequential(last(layers.GRU), dense(), opset=18),
    "keras_loop_gru_fixed": sequential(last(layers.GRU), dense(), shape=(2, 5, 3)),
    "keras_loop_gru_no_bias": sequential(last(layers.GRU, use_bias=False)),
    "keras_loop_gru_reset_before": sequential(lambda: layers.GRU(4, return_sequences=True, reset_after=False), dense()),
    "keras_loop_gru_relu": sequential(last(layers.GRU, activation="relu"), dense()),
    "keras_loop_gru_bidirectional": sequential(lambda: layers.Bidirectional(layers.GRU(4, return_sequences=True)), dense()),
    "keras_loop_gru_bidirectional_last": sequential(lambda: layers.Bidirectional(layers.GRU(4)), dense()),
    "keras_loop_two_grus": sequential(lambda: layers.GRU(4, return_sequences=True), last(layers.GRU, 3), dense()),
    "keras_loop_rnn": sequential(lambda: layers.SimpleRNN(4, return_sequences=True), dense()),
    "keras_loop_rnn_last": sequential(last(layers.SimpleRNN), dense()),
    "keras_loop_rnn_relu": sequential(last(layers.SimpleRNN, activation="relu"), dense()),
    "keras_loop_two_cells": sequential(lambda: layers.RNN([layers.LSTMCell(4), layers.LSTMCell(3)], return_sequences=True),
                                       dense()),
    # Rows that are all zero are left out by Equal, Not, ReduceSum, Greater, and Mul in the body.
    "bad_keras_loop_masking": sequential(lambda: layers.Masking(), lstm(), dense()),
    "bad_keras_loop_own_cell": sequential(lambda: layers.RNN(DecayingCell(4), return_sequences=True), dense()),
    "bad_keras_loop_conv_lstm": sequential(lambda: layers.Reshape((5, 3, 1)), lambda: layers.ConvLSTM1D(2, 2),
                                           lambda: layers.Flatten(), dense(), shape=(5, 3)),
}


# ---- steps that are written out ---------------------------------------------------------------------------------

UNROLLED = {
    f"keras_unrolled_{kind.__name__.lower()}{suffix}":
        sequential(lambda kind=kind: kind(4, unroll=True, return_sequences=True), dense(), shape=shape)
    for kind in (layers.LSTM, layers.GRU, layers.SimpleRNN) for suffix, shape in (("", (4, 3)), ("_fixed", (2, 4, 3)))
} | {
    "keras_unrolled_lstm_last": sequential(last(unroll=True), dense(), shape=(4, 3)),
    "keras_unrolled_gru_reset_before": sequential(last(layers.GRU, reset_after=False, unroll=True), dense(), shape=(4, 3)),
}


# ---- tokens, states ---------------------------------------------------------------------------------------------


def embedding(whole, kind=layers.LSTM, **options):
    """Tokens are floats unless a model says otherwise: Cast before Gather."""

    def case(name):
        def build():
            return keras.Sequential([keras.Input((None,), dtype="int32" if whole else None), layers.Embedding(7, 3),
                                     kind(4, **options), layers.Dense(2, activation="sigmoid")])

        export(name, build, tokens(name, 7, 2, 5).astype(np.int32 if whole else np.float32))

    return case


def states(cell, steps, count, dense_behind=True, **options):
    """Rows and states are inputs, outputs and states are outputs. `cell` is a layer or, for one step, a cell."""

    def case(name):
        def build():
            of_rows = (3,) if steps is None else (steps or None, 3)
            x = keras.Input(of_rows, name="x")
            initial = [keras.Input((4,), name=f"state{i}") for i in range(count)]
            if steps is None:
                y, new = cell(4, **options)(x, initial)
                following = list(new) if isinstance(new, (list, tuple)) else [new]
            else:
                y, *following = cell(4, return_sequences=True, return_state=True, **options)(x, initial_state=initial)
            return keras.Model([x, *initial], [layers.Dense(2)(y) if dense_behind else y, *following])

        rows = floats(name, 2, 3) if steps is None else floats(name, 2, steps or 5, 3)
        export(name, build, [rows, *(floats(f"{name} state {i}", 2, 4) for i in range(count))])

    return case


def two_cells(name):
    def build():
        x = keras.Input((3,), name="x")
        s = [keras.Input((4,), name=f"state{i}") for i in range(4)]
        y0, new0 = layers.LSTMCell(4)(x, s[:2])
        y1, new1 = layers.LSTMCell(4)(y0, s[2:])
        return keras.Model([x, *s], [layers.Dense(2)(y1), *new0, *new1])

    export(name, build, [floats(name, 2, 3), *(floats(f"{name} state {i}", 2, 4) for i in range(4))])


def states_in_one_tensor(unroll, fixed):
    """One step of two layers, their states in one tensor (batch, layers, units, h and c), a mask put on the row."""

    def case(name):
        def build():
            x = keras.Input((1, 3), name="x")
            states = keras.Input((2, 4, 2), name="states")
            y, new = x, []
            for i in range(2):
                given = [states[:, i, :, 0], states[:, i, :, 1]]
                y, *following = layers.LSTM(4, return_sequences=True, return_state=True, unroll=unroll)(
                    y, initial_state=given)
                new.append(keras.ops.stack(following, axis=-1))
            return keras.Model([x, states], [layers.Dense(3, activation="sigmoid")(y), keras.ops.stack(new, axis=1)])

        batch = 1 if fixed else 2
        export(name, build, [floats(name, batch, 1, 3), floats(name + "states", batch, 2, 4, 2)], fixed=fixed)

    return case


def residual(name):
    def build():
        x = keras.Input((None, 3), name="x")
        return keras.Model(x, x + layers.Dense(3)(layers.LSTM(4, return_sequences=True)(x)))

    export(name, build, floats(name, 2, 5, 3))


def two_heads(name):
    def build():
        x = keras.Input((None, 3), name="x")
        y = layers.LSTM(4)(x)
        return keras.Model(x, [layers.Dense(2, name="a")(y), layers.Dense(3, name="b")(y)])

    export(name, build, floats(name, 2, 5, 3))


STATES = {
    "keras_embedding": embedding(True),
    "keras_embedding_of_floats": embedding(False),
    "keras_embedding_loop_gru": embedding(True, layers.GRU),
    "keras_lstm_states": states(layers.LSTM, 0, 2),
    "keras_lstm_states_one_step": states(layers.LSTM, 1, 2),
    "keras_loop_gru_states": states(layers.GRU, 0, 1),
    "keras_loop_gru_states_one_step": states(layers.GRU, 1, 1),
    "keras_unrolled_states_in_one_tensor_one_step": states_in_one_tensor(True, False),
    "keras_unrolled_states_in_one_tensor_one_step_fixed": states_in_one_tensor(True, True),
    "keras_states_in_one_tensor_one_step": states_in_one_tensor(False, False),
    # Of one sequence a Loop again.
    "keras_loop_states_in_one_tensor_one_step_fixed": states_in_one_tensor(False, True),
    # One step with MatMul, Add, Split, Sigmoid, Tanh, Mul.
    "keras_lstm_cell": states(layers.LSTMCell, None, 2),
    "keras_gru_cell": states(layers.GRUCell, None, 1),
    "keras_gru_cell_reset_before": states(layers.GRUCell, None, 1, reset_after=False),
    "keras_rnn_cell": states(layers.SimpleRNNCell, None, 1),
    "keras_two_lstm_cells": two_cells,
    "keras_residual": residual,
    "bad_keras_two_heads": two_heads,
}

if __name__ == "__main__":
    make(AROUND | LOOPS | UNROLLED | STATES)
