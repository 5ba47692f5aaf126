/** Python's pickles, as data: a stack machine that makes plain values and calls nothing but what its user lists. */
@NullMarked
package io.github.lanewise.formats.torch.pickle;

import org.jspecify.annotations.NullMarked;
