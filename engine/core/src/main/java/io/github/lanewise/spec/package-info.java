/**
 * What a model is: sizes, options and weights in PyTorch's canonical order, checked when they are made. Nothing here
 * knows how a model is run.
 */
@NullMarked
package io.github.lanewise.spec;

import org.jspecify.annotations.NullMarked;
