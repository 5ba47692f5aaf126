/** The engine's steps in processes that do something else first: what the company that a process keeps costs them. */
@NullMarked
package io.github.lanewise.bench.company;

import org.jspecify.annotations.NullMarked;
