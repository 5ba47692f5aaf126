#!/usr/bin/env python3
"""Makes the wild graphs that PyTorch exports, and what converters and ONNX Runtime make of such: see wild_graphs.py.

Needs Python 3.11 and
    pip install torch==2.13.0 onnx==1.23.1 onnxscript==0.7.2 onnxruntime==1.30.0 onnxconverter-common==1.16.0
    safetensors==0.8.0 numpy==2.4.6 sympy==1.14.0
    (for torch without a GPU: --extra-index-url https://download.pytorch.org/whl/cpu)
Run from the repository's root; it takes about a minute:
    PYTHONHASHSEED=0 python engine/formats/src/test/python/wild_graphs_torch.py [NAME ...]

Names end in the exporter: script11 and script17 are TorchScript's with that opset, dynamo is torch.export's with opset 18.
"""

import warnings
import zlib

import numpy as np
import onnx
import torch
from onnxconverter_common import float16 as common_float16
from torch import nn
from torch.nn import functional
from wild_graphs import HALF, OUT, SINGLE, floats, keep, make

EXPORTERS = {"script11": 11, "script17": 17, "dynamo": None}


# ---- exporting --------------------------------------------------------------------------------------------------


def export(name, module, inputs, free, exporter, outputs=None, tolerance=SINGLE):
    """Exports a module; `free` has the axes of each input that are free, under the names that they get."""
    module.eval()
    write(name, module, [torch.from_numpy(v) for v in inputs.values()], inputs, free, exporter, outputs)
    keep(name, inputs, in_float64(module, inputs), tolerance)


def write(name, module, tensors, inputs, free, exporter, outputs):
    path = OUT / f"{name}.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if exporter == "dynamo":
            shapes = tuple({i: torch.export.Dim.AUTO for i in free.get(key, {})} for key in inputs)
            torch.onnx.export(module, tuple(tensors), path, dynamo=True, opset_version=18, input_names=list(inputs),
                              output_names=outputs, dynamic_shapes=shapes, external_data=False, verbose=False)
        else:
            torch.onnx.export(module, tuple(tensors), path, dynamo=False, opset_version=EXPORTERS[exporter],
                              input_names=list(inputs), output_names=outputs, dynamic_axes=free)
    model = onnx.load(path)
    forget_sources(model.graph)
    onnx.save(model, path)


def forget_sources(graph):
    """Where in the source a node came from: of no use here, and full of paths."""
    for node in graph.node:
        node.ClearField("metadata_props")
        node.ClearField("doc_string")
        for attribute in node.attribute:
            if attribute.HasField("g"):
                forget_sources(attribute.g)


def in_float64(module, inputs):
    with torch.no_grad():
        results = module.double()(*(torch.from_numpy(v.astype(np.float64) if v.dtype.kind == "f" else v)
                                    for v in inputs.values()))
    return flat(results)


def flat(results):
    return [leaf for r in results for leaf in flat(r)] if isinstance(results, (tuple, list)) else [results.detach().numpy()]


def by_each(kind, exporters=EXPORTERS):
    """The same case for each exporter: `kind` makes the name's beginning, a module, its inputs and its free axes."""

    def case(maker, exporter):
        def run(name):
            torch.manual_seed(zlib.crc32(name.rpartition("_")[0].encode()))
            module, inputs, free = maker(name.rpartition("_")[0])
            export(name, module, inputs, free, exporter)

        return run

    return {f"{beginning}_{exporter}": case(maker, exporter) for beginning, maker in kind.items() for exporter in exporters}


# ---- one step of a cell, its states inputs and outputs ----------------------------------------------------------


class OneStep(nn.Module):
    """A cell and a linear layer behind it."""

    def __init__(self, cell, states):
        super().__init__()
        self.cell = cell
        self.states = states
        self.head = nn.Linear(4, 2)

    def forward(self, x, *states):
        h = self.cell(x, states if self.states > 1 else states[0])
        return (self.head(h[0]), *h) if self.states > 1 else (self.head(h), h)


class OneStepLstm(OneStep):
    def forward(self, x, h, c):
        h, c = self.cell(x, (h, c))
        return self.head(h), h, c


class OneStepOfOneState(OneStep):
    def forward(self, x, h):
        h = self.cell(x, h)
        return self.head(h), h


def step_of(cell, states=2, batch=2, fixed=False):
    def maker(name):
        module = (OneStepLstm if states == 2 else OneStepOfOneState)(cell(), states)
        keys = ["h", "c"][:states]
        inputs = {"x": floats(name, batch, 3)} | {k: floats(name + k, batch, 4) for k in keys}
        return module, inputs, {} if fixed else {k: {0: "N"} for k in inputs}

    return maker


class FusedLstmCell(nn.Module):
    """One matrix for the rows and the states side by side; gates in any order, a constant added to the forget gate."""

    def __init__(self, order, forget_bias=0.0, inputs=3, units=4):
        super().__init__()
        self.order, self.forget_bias = order, forget_bias
        self.kernel = nn.Parameter(torch.randn(inputs + units, 4 * units) * 0.6)
        self.bias = nn.Parameter(torch.randn(4 * units) * 0.6)

    def forward(self, x, states):
        h, c = states
        gates = dict(zip(self.order, (torch.cat([x, h], 1) @ self.kernel + self.bias).chunk(4, 1)))
        i, f, o = (torch.sigmoid(v) for v in (gates["i"], gates["f"] + self.forget_bias, gates["o"]))
        c = f * c + i * torch.tanh(gates["g"])
        return o * torch.tanh(c), c


class FusedPlainCell(FusedLstmCell):
    """Without a constant that is added: no Add of zero in the graph."""

    def forward(self, x, states):
        h, c = states
        i, f, g, o = (torch.cat([x, h], 1) @ self.kernel + self.bias).chunk(4, 1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class TwoProductsLstmCell(nn.Module):
    """As Keras has it: matrices (inputs, 4 units) and (units, 4 units), one bias, gates sliced out of the sum."""

    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(3, 16) * 0.6)
        self.recurrent = nn.Parameter(torch.randn(4, 16) * 0.6)
        self.bias = nn.Parameter(torch.randn(16) * 0.6)

    def forward(self, x, states):
        h, c = states
        z = x @ self.kernel + h @ self.recurrent + self.bias
        i, f, g, o = z[:, :4], z[:, 4:8], z[:, 8:12], z[:, 12:]
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        return torch.sigmoid(o) * torch.tanh(c), c


class GatewiseLstmCell(nn.Module):
    """A linear layer for each gate, as lessons write an LSTM: once of the rows and the states side by side, once of each."""

    def __init__(self, joined):
        super().__init__()
        self.joined = joined
        for gate in "ifgo":
            self.add_module(f"x{gate}", nn.Linear(7 if joined else 3, 4))
            if not joined:
                self.add_module(f"h{gate}", nn.Linear(4, 4, bias=False))

    def gate(self, name, x, h):
        of_rows = getattr(self, "x" + name)
        return of_rows(torch.cat((x, h), 1)) if self.joined else of_rows(x) + getattr(self, "h" + name)(h)

    def forward(self, x, states):
        h, c = states
        i, f, o = (torch.sigmoid(self.gate(name, x, h)) for name in "ifo")
        c = f * c + i * torch.tanh(self.gate("g", x, h))
        return o * torch.tanh(c), c


class GatewiseGruCell(nn.Module):
    """A linear layer for each gate. Textbooks differ in which of the two the update gate keeps, and in where it resets."""

    def __init__(self, keeps_old, reset_before):
        super().__init__()
        self.keeps_old, self.reset_before = keeps_old, reset_before
        for gate in "zrn":
            self.add_module(f"x{gate}", nn.Linear(3, 4))
            self.add_module(f"h{gate}", nn.Linear(4, 4))

    def forward(self, x, h):
        z = torch.sigmoid(self.xz(x) + self.hz(h))
        r = torch.sigmoid(self.xr(x) + self.hr(h))
        n = torch.tanh(self.xn(x) + (self.hn(r * h) if self.reset_before else r * self.hn(h)))
        return z * h + (1 - z) * n if self.keeps_old else (1 - z) * h + z * n


class LinearsRnnCell(nn.Module):
    def __init__(self):
        super().__init__()
        self.joined = nn.Linear(7, 4)

    def forward(self, x, h):
        return torch.tanh(self.joined(torch.cat((x, h), 1)))


class NoCell(nn.Module):
    """An LSTM whose new cell state is also normalized: no cell that ONNX names."""

    def __init__(self):
        super().__init__()
        self.cell = nn.LSTMCell(3, 4)
        self.norm = nn.LayerNorm(4)

    def forward(self, x, states):
        h, c = self.cell(x, states)
        return h, self.norm(c)


class PeepholeCell(nn.Module):
    """The gates also read the cell state, each unit its own; the output gate the new one."""

    def __init__(self):
        super().__init__()
        self.rows, self.recurrent = nn.Linear(3, 16), nn.Linear(4, 16, bias=False)
        self.p = nn.Parameter(torch.randn(3, 4) * 0.6)

    def forward(self, x, states):
        h, c = states
        i, f, g, o = (self.rows(x) + self.recurrent(h)).chunk(4, 1)
        i, f = torch.sigmoid(i + self.p[0] * c), torch.sigmoid(f + self.p[1] * c)
        c = f * c + i * torch.tanh(g)
        return torch.sigmoid(o + self.p[2] * c) * torch.tanh(c), c


class StackOfCells(nn.Module):
    """Two layers of cells; the states of both are one tensor each, (2, N, 4), or inputs of their own."""

    def __init__(self, stacked):
        super().__init__()
        self.stacked = stacked
        self.first, self.second = nn.LSTMCell(3, 4), nn.LSTMCell(4, 4)
        self.head = nn.Linear(4, 2)

    def forward(self, x, *states):
        h0, h1, c0, c1 = (*states[0], *states[1]) if self.stacked else states
        h0, c0 = self.first(x, (h0, c0))
        h1, c1 = self.second(h0, (h1, c1))
        new = (torch.stack((h0, h1)), torch.stack((c0, c1))) if self.stacked else (h0, h1, c0, c1)
        return (self.head(h1), *new)


class StackOfCellsInTensors(StackOfCells):
    def forward(self, x, h, c):
        return super().forward(x, h, c)


class StackOfCellsApart(StackOfCells):
    def forward(self, x, h0, h1, c0, c1):
        return super().forward(x, h0, h1, c0, c1)


def stack_of_cells(stacked):
    def maker(name):
        module = StackOfCellsInTensors(True) if stacked else StackOfCellsApart(False)
        inputs = {"x": floats(name, 2, 3)}
        inputs |= {k: floats(name + k, *((2, 2, 4) if stacked else (2, 4)))
                   for k in (("h", "c") if stacked else ("h0", "h1", "c0", "c1"))}
        return module, inputs, {"x": {0: "N"}} | {k: {1 if stacked else 0: "N"} for k in inputs if k != "x"}

    return maker


# Both exporters write cells out: Gemm or MatMul and Add, Split or Slice, Sigmoid, Tanh, Mul, Sub, Concat. For the sizes
# of a chunk TorchScript has Shape, Gather, Div and Mul in the graph. GRUCell and RNNCell it cannot export.
CELLS = by_each({
    "torch_lstm_cell": step_of(lambda: nn.LSTMCell(3, 4)),
    "torch_lstm_cell_no_bias": step_of(lambda: nn.LSTMCell(3, 4, bias=False)),
}) | by_each({
    "torch_lstm_cell_fixed": step_of(lambda: nn.LSTMCell(3, 4), batch=1, fixed=True),
    "torch_gru_cell": step_of(lambda: nn.GRUCell(3, 4), 1),
    "torch_gru_cell_no_bias": step_of(lambda: nn.GRUCell(3, 4, bias=False), 1),
    "torch_gru_cell_fixed": step_of(lambda: nn.GRUCell(3, 4), 1, batch=1, fixed=True),
    "torch_rnn_cell": step_of(lambda: nn.RNNCell(3, 4), 1),
    "torch_rnn_cell_relu": step_of(lambda: nn.RNNCell(3, 4, nonlinearity="relu"), 1),
}, ["dynamo"]) | by_each({
    "torch_fused_lstm": step_of(lambda: FusedPlainCell("ifgo")),
    "torch_fused_lstm_igfo_forget_bias": step_of(lambda: FusedLstmCell("igfo", 1.0)),
    "torch_two_products_lstm": step_of(TwoProductsLstmCell),
    "torch_gatewise_lstm": step_of(lambda: GatewiseLstmCell(False)),
    "torch_gatewise_lstm_joined": step_of(lambda: GatewiseLstmCell(True)),
    "torch_gatewise_gru": step_of(lambda: GatewiseGruCell(True, False), 1),
    "torch_gatewise_gru_reset_before": step_of(lambda: GatewiseGruCell(True, True), 1),
    "torch_gatewise_gru_keeps_new": step_of(lambda: GatewiseGruCell(False, False), 1),
    "torch_joined_rnn": step_of(LinearsRnnCell, 1),
    "torch_peephole_lstm": step_of(PeepholeCell),
    "torch_lstm_cells": stack_of_cells(False),
    "torch_lstm_cells_in_tensors": stack_of_cells(True),
    "bad_torch_normalized_cell": step_of(NoCell),
}, ["script17", "dynamo"])


# ---- cells in a loop over the steps -----------------------------------------------------------------------------


class Looped(nn.Module):
    """(N, T, 3): a loop of Python over the steps, written out by both exporters for as many steps as they see."""

    def __init__(self, cell, states):
        super().__init__()
        self.cell, self.states = cell, states
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        h = torch.zeros(x.shape[0], 4, dtype=x.dtype)
        c = torch.zeros(x.shape[0], 4, dtype=x.dtype)
        rows = []
        for t in range(x.shape[1]):
            if self.states == 2:
                h, c = self.cell(x[:, t], (h, c))
            else:
                h = self.cell(x[:, t], h)
            rows.append(h)
        return self.head(torch.stack(rows, 1))


class ScriptedLoop(nn.Module):
    """(T, N, 3): a loop that is compiled, so that it stays one."""

    def __init__(self):
        super().__init__()
        self.kernel = nn.Parameter(torch.randn(3, 16) * 0.6)
        self.recurrent = nn.Parameter(torch.randn(4, 16) * 0.6)
        self.bias = nn.Parameter(torch.randn(16) * 0.6)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        h = torch.zeros(x.size(1), 4, dtype=x.dtype)
        c = torch.zeros(x.size(1), 4, dtype=x.dtype)
        rows = []
        for t in range(x.size(0)):
            i, f, g, o = (x[t] @ self.kernel + h @ self.recurrent + self.bias).chunk(4, 1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            rows.append(h)
        return self.head(torch.stack(rows))


class Scanned(nn.Module):
    """(T, N, 3): PyTorch's own scan over the steps, which its exporter makes a Scan of."""

    def __init__(self, cell, states):
        super().__init__()
        self.cell, self.states = cell, states
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        from torch._higher_order_ops.scan import scan

        def step(carried, row):
            new = self.cell(row, tuple(carried) if self.states == 2 else carried[0])
            new = tuple(new) if self.states == 2 else (new,)
            return list(new), new[0].clone()

        zero = torch.zeros(x.shape[1], 4, dtype=x.dtype)
        _, rows = scan(step, [zero.clone() for _ in range(self.states)], x)
        return self.head(rows)


def looped(cell, states):
    return lambda name: (Looped(cell(), states), {"x": floats(name, 2, 4, 3)}, {"x": {0: "N"}})


def scripted(name):
    module = torch.jit.script(ScriptedLoop())
    return module, {"x": floats(name, 5, 2, 3)}, {"x": {0: "T", 1: "N"}}


def scanned(cell, states):
    return lambda name: (Scanned(cell(), states), {"x": floats(name, 5, 2, 3)}, {"x": {0: "T", 1: "N"}})


LOOPS = by_each({
    "torch_looped_lstm_cell": looped(lambda: nn.LSTMCell(3, 4), 2),
    "torch_looped_fused_lstm": looped(lambda: FusedPlainCell("ifgo"), 2),
    "torch_looped_gatewise_gru": looped(lambda: GatewiseGruCell(True, False), 1),
}, ["script17", "dynamo"]) | by_each({
    "torch_looped_gru_cell": looped(lambda: nn.GRUCell(3, 4), 1),
    "torch_looped_rnn_cell": looped(lambda: nn.RNNCell(3, 4), 1),
    "torch_scan_lstm_cell": scanned(lambda: nn.LSTMCell(3, 4), 2),
    "torch_scan_gru_cell": scanned(lambda: nn.GRUCell(3, 4), 1),
}, ["dynamo"]) | by_each({"torch_loop_scripted_lstm": scripted}, ["script11", "script17"])


# ---- recurrent nodes in a row, states inputs and outputs --------------------------------------------------------


class InARow(nn.Module):
    """Two stacks of sizes of their own, with something between them."""

    def __init__(self, kind, between=None, batch_first=False):
        super().__init__()
        self.first, self.second = kind(3, 4, batch_first=batch_first), kind(4, 5, batch_first=batch_first)
        self.between = between
        if between is not None:
            for parameter in between.parameters():
                nn.init.normal_(parameter, std=0.6)
        self.head = nn.Linear(5, 2)

    def both(self, x, first, second):
        y, first = self.first(x, first)
        y, second = self.second(y if self.between is None else self.between(y), second)
        return self.head(y), first, second


class LstmsInARow(InARow):
    def forward(self, x, h0, c0, h1, c1):
        return self.both(x, (h0, c0), (h1, c1))


class GrusInARow(InARow):
    def forward(self, x, h0, h1):
        return self.both(x, h0, h1)


def in_a_row(module, kind, steps, between=None, batch_first=False, free_steps=False, batch=2):
    def maker(name):
        keys = ["h0", "c0", "h1", "c1"] if kind is nn.LSTM else ["h0", "h1"]
        rows = (batch, steps, 3) if batch_first else (steps, batch, 3)
        inputs = {"x": floats(name, *rows)}
        inputs |= {k: floats(name + k, 1, batch, 4 if k[1] == "0" else 5) for k in keys}
        n, t = (0, 1) if batch_first else (1, 0)
        free = {"x": {n: "N"} | ({t: "T"} if free_steps else {})} | {k: {1: "N"} for k in keys}
        return module(kind, between() if between else None, batch_first), inputs, free if batch > 1 else {}

    return maker


class ByFinalStates(InARow):
    """Of one step the final state is the output: (1, N, units) is read on as rows, and by the head as (N, units)."""

    def forward(self, x, h0, c0, h1, c1):
        _, (h0, c0) = self.first(x, (h0, c0))
        _, (h1, c1) = self.second(h0, (h1, c1))
        return self.head(h1[0]), h0, c0, h1, c1


class StatesOfTwoAxes(InARow):
    """Rows and states are (N, features), as of a cell."""

    def forward(self, x, h0, c0, h1, c1):
        y, first, second = self.both(x[None], (h0[None], c0[None]), (h1[None], c1[None]))
        return y[0], first[0][0], first[1][0], second[0][0], second[1][0]


def states_of_two_axes(name):
    sizes = {"x": 3, "h0": 4, "c0": 4, "h1": 5, "c1": 5}
    return StatesOfTwoAxes(nn.LSTM), {k: floats(name + k, 2, n) for k, n in sizes.items()}, {k: {0: "N"} for k in sizes}


class WithoutStates(InARow):
    """The states are zeros at each call; only what is after the step comes out."""

    def forward(self, x):
        y, first, second = self.both(x, None, None)
        return y, *first, *second


def without_states(name):
    return WithoutStates(nn.LSTM), {"x": floats(name, 1, 2, 3)}, {"x": {1: "N"}}


class StreamOfNodes(nn.Module):
    """Layers of nn.LSTM over one tensor of states each, (layers, N, units), a linear layer and a norm in between."""

    def __init__(self):
        super().__init__()
        self.encoder, self.first, self.norm = nn.Linear(3, 4), nn.LSTM(4, 4), nn.LayerNorm(4)
        self.second, self.head = nn.LSTM(4, 4), nn.Linear(4, 2)
        nn.init.normal_(self.norm.weight)
        nn.init.normal_(self.norm.bias)

    def forward(self, x, h, c):
        y, (h0, c0) = self.first(torch.relu(self.encoder(x)), (h[:1], c[:1]))
        y, (h1, c1) = self.second(self.norm(y), (h[1:], c[1:]))
        return torch.sigmoid(self.head(y)), torch.cat((h0, h1)), torch.cat((c0, c1))


def stream_of_nodes(steps):
    def maker(name):
        inputs = {"x": floats(name, steps, 2, 3)} | {k: floats(name + k, 2, 2, 4) for k in "hc"}
        return StreamOfNodes(), inputs, {"x": {1: "N"} | ({0: "T"} if steps > 1 else {}), "h": {1: "N"}, "c": {1: "N"}}

    return maker


def norm_between():
    return nn.Sequential(nn.Linear(4, 4), nn.LayerNorm(4), nn.ReLU())


ROWS = by_each({
    "torch_two_lstms_one_step": in_a_row(LstmsInARow, nn.LSTM, 1),
    "torch_two_lstms_one_step_fixed": in_a_row(LstmsInARow, nn.LSTM, 1, batch=1),
    "torch_two_lstms_one_step_batch_first": in_a_row(LstmsInARow, nn.LSTM, 1, batch_first=True),
    "torch_two_grus_one_step": in_a_row(GrusInARow, nn.GRU, 1),
    "torch_two_lstms_norm_between_one_step": in_a_row(LstmsInARow, nn.LSTM, 1, norm_between),
    "torch_two_grus_norm_between_one_step": in_a_row(GrusInARow, nn.GRU, 1, norm_between),
    "torch_two_lstms_final_states_one_step": in_a_row(ByFinalStates, nn.LSTM, 1),
    "torch_two_lstms_two_axes_one_step": states_of_two_axes,
    "torch_two_lstms_no_states_one_step": without_states,
    "torch_stream_of_nodes_one_step": stream_of_nodes(1),
    "torch_stream_of_nodes": stream_of_nodes(5),
    "torch_two_lstms_norm_between": in_a_row(LstmsInARow, nn.LSTM, 5, norm_between, free_steps=True),
}, ["script17", "dynamo"])


# ---- half and double precision ----------------------------------------------------------------------------------


class LstmLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        return self.head(self.rnn(x)[0])


class LstmStream(LstmLinear):
    def forward(self, x, h, c):
        y, (h, c) = self.rnn(x, (h, c))
        return self.head(y), h, c


class GruStream(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 4, batch_first=True)
        self.head = nn.Linear(4, 2)

    def forward(self, x, h):
        y, h = self.rnn(x, h)
        return torch.sigmoid(self.head(y)), h


def rounded(module):
    """Weights that half precision has: what remains of them after the conversion."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.copy_(parameter.half().float())
    return module.eval()


def precise(module, keys, exporter="script17", dtype=np.float16, tolerance=HALF):
    """The module itself in another precision, exported."""

    def case(name):
        torch.manual_seed(zlib.crc32(name.encode()))
        net = rounded(module()).to(torch.float16 if dtype == np.float16 else torch.float64)
        inputs = {k: v.astype(dtype) for k, v in stream_inputs(name, module, keys).items()}
        write(name, net, [torch.from_numpy(v) for v in inputs.values()], inputs, stream_axes(module, keys), exporter, None)
        # ONNX Runtime has no LSTM in double precision.
        keep(name, inputs, in_float64(net, inputs), tolerance, by_reference=dtype == np.float64)

    return case


def stream_inputs(name, module, keys):
    rows = (2, 5, 3) if module is GruStream else (5, 2, 3)
    return {"x": floats(name, *rows)} | {k: floats(name + k, 1, 2, 4) for k in keys}


def stream_axes(module, keys):
    return {"x": {0: "N", 1: "T"} if module is GruStream else {0: "T", 1: "N"}} | {k: {1: "N"} for k in keys}


def converted(module, keys, convert, half_inputs, exporter="script17", in_order=True):
    """The module in single precision, exported, then converted."""

    def case(name):
        torch.manual_seed(zlib.crc32(name.encode()))
        net = rounded(module())
        inputs = stream_inputs(name, module, keys)
        write(name, net, [torch.from_numpy(v) for v in inputs.values()], inputs, stream_axes(module, keys), exporter, None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            onnx.save(convert(onnx.load(OUT / f"{name}.onnx")), OUT / f"{name}.onnx")
        given = {k: v.astype(np.float16) for k, v in inputs.items()} if half_inputs else inputs
        keep(name, given, in_float64(net, inputs), HALF, in_order=in_order)

    return case


def by_common(keep_io_types):
    return lambda model: common_float16.convert_float_to_float16(model, keep_io_types=keep_io_types)


def by_runtime(keep_io_types):
    from onnxruntime.transformers.float16 import convert_float_to_float16

    return lambda model: convert_float_to_float16(model, keep_io_types=keep_io_types)


# With keep_io_types a Cast to half stands behind each input and one to float before each output; ONNX Runtime's
# converter writes nodes before those that compute their inputs, which the specification forbids and it reads itself.
PRECISIONS = {
    "torch_half_lstm_script17": precise(LstmLinear, []),
    "torch_half_lstm_dynamo": precise(LstmLinear, [], "dynamo"),
    "torch_half_lstm_states_script17": precise(LstmStream, ["h", "c"]),
    "torch_half_lstm_states_dynamo": precise(LstmStream, ["h", "c"], "dynamo"),
    "torch_half_gru_states_script17": precise(GruStream, ["h"]),
    "torch_double_lstm_script17": precise(LstmLinear, [], dtype=np.float64, tolerance=SINGLE),
    "common_half_lstm": converted(LstmLinear, [], by_common(False), True),
    "common_half_lstm_keep_io": converted(LstmLinear, [], by_common(True), False),
    "common_half_lstm_states": converted(LstmStream, ["h", "c"], by_common(False), True),
    "common_half_lstm_states_keep_io": converted(LstmStream, ["h", "c"], by_common(True), False),
    "common_half_gru_states_keep_io": converted(GruStream, ["h"], by_common(True), False),
    "runtime_half_lstm": converted(LstmLinear, [], by_runtime(False), True),
    "runtime_half_lstm_keep_io": converted(LstmLinear, [], by_runtime(True), False, in_order=False),
    "runtime_half_lstm_states_keep_io": converted(LstmStream, ["h", "c"], by_runtime(True), False, in_order=False),
}


# ---- what ONNX Runtime makes of a graph -------------------------------------------------------------------------


def optimized(name):
    """Saved by a session after its own optimizations."""
    import onnxruntime

    torch.manual_seed(1)
    net, inputs = LstmStream().eval(), stream_inputs(name, LstmStream, ["h", "c"])
    write(name, net, [torch.from_numpy(v) for v in inputs.values()], inputs, stream_axes(LstmStream, ["h", "c"]), "script17", None)
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(OUT / f"{name}.onnx")
    onnxruntime.InferenceSession((OUT / f"{name}.onnx").read_bytes(), options)
    keep(name, inputs, in_float64(net, inputs))


# ---- constants that are inputs ----------------------------------------------------------------------------------


class Given(LstmLinear):
    def forward(self, x, gain):
        return self.head(self.rnn(x)[0] * gain)


class GivenBefore(LstmLinear):
    def forward(self, x, gain):
        return self.head(self.rnn(x * gain)[0])


class GivenBehind(LstmLinear):
    def forward(self, x, gain):
        return self.head(self.rnn(x)[0]) * gain


class GivenLinear(nn.Module):
    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 4)

    def forward(self, x, weight, bias):
        return functional.linear(self.rnn(x)[0], weight, bias)


class GivenMatrix(GivenLinear):
    def forward(self, x, matrix):
        return self.rnn(x)[0] @ matrix


class GivenBlend(nn.Module):
    """Rows that come in are mixed into the output by a factor that is given."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.LSTM(3, 3)

    def forward(self, x, mix):
        return mix * self.rnn(x)[0] + (1 - mix) * x


def given(module, **shapes):
    def maker(name):
        inputs = {"x": floats(name, 5, 2, 3)} | {k: floats(name + k, *shape) for k, shape in shapes.items()}
        return module(), inputs, {"x": {0: "T", 1: "N"}}

    return maker


GIVEN = by_each({
    "torch_given_gain": given(Given, gain=()),
    "torch_given_gain_of_one": given(Given, gain=(1,)),
    "torch_given_gains": given(Given, gain=(4,)),
    "torch_given_gain_before": given(GivenBefore, gain=()),
    "torch_given_gains_behind": given(GivenBehind, gain=(2,)),
    "torch_given_linear": given(GivenLinear, weight=(2, 4), bias=(2,)),
    "torch_given_matrix": given(GivenMatrix, matrix=(4, 2)),
    "bad_torch_given_blend": given(GivenBlend, mix=()),
}, ["script17", "dynamo"])


# ---- heads and rows that a graph may have, and what is to be refused --------------------------------------------


class Several(LstmLinear):
    """Sin, CumSum, TopK, Cos and Mod are none of ours."""

    def forward(self, x):
        y = self.rnn(torch.sin(x) + torch.cumsum(x, 0))[0]
        return torch.topk(torch.fmod(torch.cos(self.head(y)), 0.7), 1).values


class Pooled(LstmLinear):
    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def forward(self, x):
        y = self.rnn(x)[0]
        return self.head(y.mean(0) if self.pool == "mean" else y.amax(0))


class Attended(LstmLinear):
    def forward(self, x):
        y = self.rnn(x)[0].transpose(0, 1)
        weights = torch.softmax(y @ y.transpose(1, 2) / 2, -1)
        return self.head(weights @ y)


class Normed(nn.Module):
    """(N, T, 3): a batch normalization of features on each side of the stack, over (N, features, T)."""

    def __init__(self):
        super().__init__()
        self.before, self.rnn, self.behind = nn.BatchNorm1d(3), nn.LSTM(3, 4, batch_first=True), nn.BatchNorm1d(4)
        for norm in (self.before, self.behind):
            nn.init.normal_(norm.weight)
            nn.init.normal_(norm.bias)
            nn.init.normal_(norm.running_mean)
            nn.init.uniform_(norm.running_var, 0.5, 1.5)
        self.head = nn.Linear(4, 2)

    def forward(self, x):
        y = self.rnn(self.before(x.transpose(1, 2)).transpose(1, 2))[0]
        return self.head(self.behind(y.transpose(1, 2)).transpose(1, 2))


class Packed(nn.Module):
    """Sequences of their own lengths, packed and padded again; beyond an end the head reads zeros."""

    def __init__(self):
        super().__init__()
        self.rnn = nn.GRU(3, 4, bidirectional=True)
        self.head = nn.Linear(8, 2)

    def forward(self, x, lengths):
        packed = nn.utils.rnn.pack_padded_sequence(x, lengths, enforce_sorted=True)
        y, h = self.rnn(packed)
        return self.head(nn.utils.rnn.pad_packed_sequence(y)[0]), h


class ScaledRows(LstmLinear):
    """Rows are brought to a mean of 0 by constants of the model."""

    def __init__(self):
        super().__init__()
        self.mean, self.std = nn.Parameter(torch.randn(3)), nn.Parameter(torch.rand(3) + 0.5)

    def forward(self, x):
        return self.head(self.rnn((x - self.mean) / self.std)[0])


class Activated(LstmLinear):
    """Activations that networks have between a stack and a head."""

    def __init__(self, activation):
        super().__init__()
        self.activation = activation

    def forward(self, x):
        return self.head(self.activation(self.rnn(x)[0]))


def rows(module, batch_first=False, **more):
    def maker(name):
        axes = {0: "N", 1: "T"} if batch_first else {0: "T", 1: "N"}
        return module(), {"x": floats(name, *((2, 5, 3) if batch_first else (5, 2, 3)))} | more, {"x": axes}

    return maker


OTHERS = {"runtime_optimized_lstm": optimized} | by_each({
    "bad_torch_several_operators": rows(Several),
    "bad_torch_mean_over_time": rows(lambda: Pooled("mean")),
    "bad_torch_max_over_time": rows(lambda: Pooled("max")),
    "bad_torch_attention": rows(Attended),
    "torch_batch_norm": rows(Normed, True),
    "torch_scaled_rows": rows(ScaledRows),
    "torch_leaky_relu": rows(lambda: Activated(nn.LeakyReLU())),
    "bad_torch_gelu": rows(lambda: Activated(nn.GELU())),
    "torch_silu": rows(lambda: Activated(nn.SiLU())),
}, ["script17", "dynamo"]) | by_each(
    {"torch_packed_gru": rows(Packed, lengths=np.array([5, 3]))}, ["script17"])

if __name__ == "__main__":
    make(CELLS | LOOPS | ROWS | PRECISIONS | GIVEN | OTHERS)
