#!/usr/bin/env python3
"""ONNX graphs as exporters write them that make no LSTM, GRU or RNN node, or put much around one.

In engine/formats/src/test/resources/onnx-wild:
    NAME.onnx                   the graph, as an exporter wrote it (or as onnx.helper made it, those of wild_graphs_by_hand)
    NAME.answers.safetensors    the inputs under the names of the graph, in the types of the graph, and the outputs as
                                NAME_f64, computed by the framework itself in float64. What the net has become stands in
                                the metadata as `describe`
Files that begin with bad_ have to be refused. wild_graphs.json, beside this script, has of each file
    describe     what the metadata has; of a file to be refused, why
    operators    the operators of the graph, and how often each stands there; those in the body of a loop or scan and in
                 branches as Loop/MatMul. The makers write them

Makers, each with what it needs in its docstring:
    python engine/formats/src/test/python/wild_graphs_keras.py [NAME ...]      Keras, by tf2onnx
    python engine/formats/src/test/python/wild_graphs_tf1.py [NAME ...]        cells of TensorFlow 1, by tf2onnx
    python engine/formats/src/test/python/wild_graphs_torch.py [NAME ...]      PyTorch, by both of its exporters
    python engine/formats/src/test/python/wild_graphs_by_hand.py [NAME ...]    onnx.helper
They make all their files, or those that are named. Weights, inputs and answers do not depend on which others are made
beside a file. Started with PYTHONHASHSEED=0 and without names they make the same bytes again, but for graphs that come from
TensorFlow, whose optimizer takes nodes in another order each time: there the numbers in names differ. Each file is run by
ONNX Runtime, and its outputs compared with the framework's, before it is kept.

This script itself, which needs safetensors and numpy only, writes the descriptions of wild_graphs.json into the files that
are there already:
    python engine/formats/src/test/python/wild_graphs.py
"""

import collections
import json
import os
import sys
import zlib
from pathlib import Path

import numpy as np
from safetensors import safe_open
from safetensors.numpy import save_file

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "resources" / "onnx-wild"
DESCRIPTIONS = HERE / "wild_graphs.json"
HALF, SINGLE = 1e-3, 1e-5


def generator(name):
    """Random numbers that are a fixture's own."""
    return np.random.default_rng(zlib.crc32(name.encode()))


def floats(name, *shape):
    """An input: numbers that half precision has too, so that its conversion changes none."""
    return (generator("input of " + name).standard_normal(shape)).astype(np.float16).astype(np.float32)


def tokens(name, count, *shape):
    return generator("input of " + name).integers(0, count, shape)


def operators(graph, prefix=""):
    counted = collections.Counter()
    for node in graph.node:
        counted[prefix + node.op_type] += 1
        for attribute in node.attribute:
            if attribute.HasField("g"):
                counted += operators(attribute.g, f"{prefix}{node.op_type}/")
    return counted


def found_by_runtime(path, names, inputs):
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(path, options).run(names, inputs)


def found_by_reference(path, names, inputs):
    from onnx.reference import ReferenceEvaluator

    return ReferenceEvaluator(str(path)).run(names, inputs)


def keep(name, inputs, outputs, tolerance=SINGLE, in_order=True, by_reference=False):
    """Writes the answers of a graph once ONNX Runtime, or ONNX's own evaluator, has found them too.

    With `in_order` the graph also has to be one as the specification wants it, nodes behind those that they need.
    """
    import onnx

    path = OUT / f"{name}.onnx"
    model = onnx.load(path)
    if in_order:
        onnx.checker.check_model(model)
    names = [output.name for output in model.graph.output]
    if len(outputs) != len(names):
        raise AssertionError(f"{name}: the framework has {len(outputs)} outputs, the graph {names}")
    expected = dict(zip(names, (np.asarray(output, dtype=np.float64) for output in outputs)))
    for key, found in zip(names, (found_by_reference if by_reference else found_by_runtime)(path, names, inputs)):
        if found.shape != expected[key].shape:
            raise AssertionError(f"{name}: {key} is {found.shape}, of the framework {expected[key].shape}")
        error = np.abs(found - expected[key]).max()
        if not error <= tolerance:
            raise AssertionError(f"{name}: {key} is {error} from the framework's")
    tensors = {k: np.ascontiguousarray(v) for k, v in inputs.items()}
    tensors |= {f"{k}_f64": np.ascontiguousarray(v) for k, v in expected.items()}
    counted = ", ".join(f"{op} {count}" for op, count in sorted(operators(model.graph).items()))
    table = json.loads(DESCRIPTIONS.read_text())
    table.setdefault(name, {"describe": ""})["operators"] = counted
    DESCRIPTIONS.write_text(json.dumps(table, indent=2, sort_keys=True) + "\n")
    write(name, tensors, table[name]["describe"])
    print(f"{name}: opset {model.opset_import[0].version}, {counted}", flush=True)


def write(name, tensors, describe):
    save_file(tensors, OUT / f"{name}.answers.safetensors", metadata={"describe": describe})


def make(cases):
    """Makes the cases, functions under the names of their files, that the command line asks for."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        sys.exit("start this with PYTHONHASHSEED=0, so that the same files come out each time")
    OUT.mkdir(parents=True, exist_ok=True)
    wanted = sys.argv[1:] or list(cases)
    failed = []
    for name in wanted:
        try:
            cases[name](name)
        except Exception as e:
            failed.append(f"{name}: {type(e).__name__}: {e}")
            for ending in (".onnx", ".answers.safetensors"):
                (OUT / (name + ending)).unlink(missing_ok=True)
    if failed:
        sys.exit("\n".join(["not made:"] + failed))


if __name__ == "__main__":
    for name, about in json.loads(DESCRIPTIONS.read_text()).items():
        with safe_open(OUT / f"{name}.answers.safetensors", "np") as file:
            stored = {key: file.get_tensor(key) for key in file.keys()}
        write(name, stored, about["describe"])
