package io.github.lanewise.formats.onnx.cell;

import io.github.lanewise.formats.onnx.value.Value;
import io.github.lanewise.spec.CellActivation;

/** How the nodes of a graph compute a value, as far as the equations of recurrent cells go. */
public sealed interface Formula {
    /** The name of the value. */
    String value();

    /** Rows of which no more is known than where they are from. */
    record Given(String value, RowSource source) implements Formula {}

    /** A constant. */
    record Fixed(String value, Value constant) implements Formula {}

    /** Products with constant matrices. */
    record Linear(String value, LinearForm form) implements Formula {}

    /** An activation, element by element. */
    record Activated(String value, CellActivation function, Formula of) implements Formula {}

    /** A product, element by element. */
    record Product(String value, Formula left, Formula right) implements Formula {}

    /** A sum, element by element. */
    record Sum(String value, Formula left, Formula right) implements Formula {}

    /** A difference, element by element. */
    record Difference(String value, Formula left, Formula right) implements Formula {}

    /** Bounded by 0 and a number, element by element: a hard sigmoid before its slope. */
    record Clipped(String value, float most, Formula of) implements Formula {}
}
