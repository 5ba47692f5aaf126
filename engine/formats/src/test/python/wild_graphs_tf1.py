#!/usr/bin/env python3
"""Makes the wild graphs that TensorFlow 1's recurrent cells become through tf2onnx: see wild_graphs.py.

Needs Python 3.11 and what wild_graphs_keras.py needs. Run from the repository's root; it takes about a minute:
    PYTHONHASHSEED=0 python engine/formats/src/test/python/wild_graphs_tf1.py [NAME ...]

The cells are in TensorFlow 2.21 still, though no longer under a public name. tf2onnx does not take their loops for LSTM or
GRU nodes, and makes each a Scan.
"""

import logging
import os

os.environ["CUDA_VISIBLE_DEVICES"] = ""
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import numpy as np
import onnx
import tensorflow as tf
import tf2onnx
from keras.src.export.tf2onnx_lib import patch_tf2onnx
from tensorflow.python.keras.layers.legacy_rnn import rnn_cell_impl as cells
from wild_graphs import OUT, floats, generator, keep, make

tf1 = tf.compat.v1
tf1.disable_v2_behavior()
patch_tf2onnx()  # as Keras does before it exports: functions that were written for numpy 1
logging.disable(logging.WARNING)


def case(build, opset=15, steps=5, **inputs):
    """A case: `build` gets placeholders and gives the outputs."""

    def run(name):
        given = {"x": floats(name, 2, steps, 3) if steps else floats(name, 2, 3)} | inputs
        values = [v.astype(np.float32) for v in weights(build, given, name)]
        graph, outputs, _ = graph_of(build, given, np.float32, values)
        convert(name, graph, list(given), outputs, opset)
        _, found, results = graph_of(build, given, np.float64, values)
        keep(name, {f"{k}:0": v for k, v in given.items()}, results)

    return run


def weights(build, given, name):
    random = generator(name)
    with tf.Graph().as_default():
        build({k: placeholder(k, v, np.float32) for k, v in given.items()})
        return [random.normal(0, 0.6, v.shape.as_list()) for v in tf1.trainable_variables()]


def placeholder(name, value, floating):
    free = [None] * (value.ndim - 1) + list(value.shape[-1:] if value.ndim > 1 else [None])
    return tf1.placeholder(floating if value.dtype == np.float32 else value.dtype, free, name)


def graph_of(build, given, floating, values):
    """The graph with its variables made constants, the names of its outputs, and what it computes."""
    with tf.Graph().as_default() as graph, tf1.Session(graph=graph) as session:
        inputs = {k: placeholder(k, v, floating) for k, v in given.items()}
        outputs = [tf.identity(v, name=f"y{i}") for i, v in enumerate(build(inputs))]
        for variable, value in zip(tf1.trainable_variables(), values):
            variable.load(value, session)
        feed = {inputs[k]: v.astype(floating) if v.dtype == np.float32 else v for k, v in given.items()}
        names = [v.op.name for v in outputs]
        results = session.run(outputs, feed)
        frozen = tf1.graph_util.convert_variables_to_constants(session, graph.as_graph_def(), names)
    return tf1.graph_util.remove_training_nodes(frozen, names), names, results


def convert(name, graph, inputs, outputs, opset):
    tf2onnx.utils.INTERNAL_NAME = 1  # the number that new names begin with: the same whatever was converted before
    tf2onnx.convert.from_graph_def(graph, input_names=[f"{k}:0" for k in inputs],
                                   output_names=[f"{k}:0" for k in outputs], opset=opset,
                                   output_path=str(OUT / f"{name}.onnx"))


def dense(rows, units=2):
    kernel = tf1.get_variable("head/kernel", (rows.shape[-1], units), rows.dtype)
    bias = tf1.get_variable("head/bias", (units,), rows.dtype)
    return tf.nn.bias_add(tf.matmul(rows, kernel), bias)


def sequences(cell, **options):
    def build(inputs):
        rows, _ = tf1.nn.dynamic_rnn(cell(), inputs["x"], dtype=inputs["x"].dtype, **options)
        return [rows]

    return build


def last(cell):
    """The head reads the last row."""

    def build(inputs):
        rows, _ = tf1.nn.dynamic_rnn(cell(), inputs["x"], dtype=inputs["x"].dtype)
        return [dense(rows[:, -1])]

    return build


def with_lengths(cell):
    def build(inputs):
        rows, _ = tf1.nn.dynamic_rnn(cell(), inputs["x"], dtype=inputs["x"].dtype, sequence_length=inputs["lengths"])
        return [rows]

    return build


def both_directions(cell):
    def build(inputs):
        rows, _ = tf1.nn.bidirectional_dynamic_rnn(cell(), cell(), inputs["x"], dtype=inputs["x"].dtype)
        return [tf.concat(rows, 2)]

    return build


def lstm(**options):
    return lambda: cells.BasicLSTMCell(4, **options)


def full_lstm(**options):
    return lambda: cells.LSTMCell(4, **options)


def gru(**options):
    return lambda: cells.GRUCell(4, **options)


def rnn(**options):
    return lambda: cells.BasicRNNCell(4, **options)


def one_step(cell, states):
    """A cell itself: its states are inputs."""

    def build(inputs):
        x = inputs["x"]
        given = [inputs[f"state{i}"] for i in range(states)]
        rows, new = cell()(x, cells.LSTMStateTuple(*given) if states == 2 else given[0])
        return [rows, *(new if states == 2 else [new])]

    return build


def state(number):
    return floats(f"state {number}", 2, 4)


# The Scan's body: Concat of row and state, one MatMul, Add, Split into gates i, j, f, o, a constant that is added to the
# forget gate, Sigmoid, Tanh, Mul; also the loop's own two counters. Around it Transpose and for the states Shape, Cast,
# Slice, Concat, Expand.
CASES = {
    "tf1_scan_lstm": case(sequences(lstm())),
    "tf1_scan_lstm_opset8": case(sequences(lstm()), opset=8),
    "tf1_scan_lstm_opset9": case(sequences(lstm()), opset=9),
    "tf1_scan_lstm_opset11": case(sequences(lstm()), opset=11),
    "tf1_scan_lstm_last": case(last(lstm())),
    "tf1_scan_lstm_lengths": case(with_lengths(lstm()), lengths=np.array([5, 3], np.int32)),
    "tf1_scan_lstm_bidirectional": case(both_directions(lstm())),
    "tf1_scan_lstm_softsign": case(sequences(lstm(activation=tf.nn.softsign))),
    "tf1_scan_lstm_peepholes": case(sequences(full_lstm(use_peepholes=True))),
    "tf1_scan_lstm_projection": case(sequences(full_lstm(num_proj=3))),
    "bad_tf1_scan_lstm_cell_clip": case(sequences(full_lstm(cell_clip=0.5))),
    "tf1_scan_two_lstms": case(sequences(lambda: cells.MultiRNNCell([cells.BasicLSTMCell(4), cells.BasicLSTMCell(3)]))),
    "tf1_scan_gru": case(sequences(gru())),
    "tf1_scan_gru_last": case(last(gru())),
    "tf1_scan_gru_bidirectional": case(both_directions(gru())),
    "tf1_scan_rnn": case(sequences(rnn())),
    "tf1_scan_rnn_relu": case(sequences(rnn(activation=tf.nn.relu))),
    "tf1_lstm_cell": case(one_step(lstm(), 2), steps=None, state0=state(0), state1=state(1)),
    "tf1_gru_cell": case(one_step(gru(), 1), steps=None, state0=state(0)),
    "tf1_rnn_cell": case(one_step(rnn(), 1), steps=None, state0=state(0)),
}

if __name__ == "__main__":
    make(CASES)
