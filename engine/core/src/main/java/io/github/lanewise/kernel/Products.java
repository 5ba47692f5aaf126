package io.github.lanewise.kernel;

/**
 * The products of one precision.
 *
 * @param gemv with one vector
 * @param gemm with several vectors
 */
public record Products(Gemv gemv, Gemm gemm) {}
