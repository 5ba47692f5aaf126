/*
 * One LSTM layer in C, tuned by hand: what a native implementation of the same arithmetic can reach on this machine.
 *
 * Rows of gates are interleaved by blocks of W units, i f g o, so that a block's gates stand in registers when its products
 * are done, and activations and state follow without going through memory. Two blocks go together: eight chains of fma.
 * Weights lie k-major, eight vectors a column (four for the last block where their number is odd).
 *
 * W is the number of floats in a vector: 16 with AVX-512, 8 with AVX2.
 */
#include <stdlib.h>
#include <string.h>

typedef float v __attribute__((vector_size(4 * W)));
typedef int vi __attribute__((vector_size(4 * W)));

typedef struct {
    int input, hidden, blocks;
    long z_floats;
    int batch;
    float *wx, *wh, *bias, *h, *next, *c, *z;
} lstm;

static void *aligned(long floats) {
    long bytes = (floats * 4 + 127) & -64L;
    void *p = aligned_alloc(64, bytes);
    memset(p, 0, bytes);
    return p;
}

static inline v load(const float *p) { return *(const v *)p; }
static inline void store(float *p, v x) { *(v *)p = x; }
static inline v all(float x) { return x - (v){}; }

static inline v choose(vi mask, v yes, v no) { return (v)((mask & (vi)yes) | (~mask & (vi)no)); }

static inline v sigmoid(v x) {
    x = choose(x < -87.0f, all(-87.0f), x);
    x = choose(x > 87.0f, all(87.0f), x);
    v rounded = x * -1.44269504f + 12582912.0f;
    v n = rounded - 12582912.0f;
    v r = -x - n * 0.693147182f;
    v p = r * 1.3940e-3f + 8.3688e-3f;
    p = p * r + 4.16665e-2f;
    p = p * r + 1.66666e-1f;
    p = p * r + 0.5f;
    p = p * r + 1.0f;
    p = p * r + 1.0f;
    v e = (v)((vi)p + ((vi)rounded << 23));
    return 1.0f / (1.0f + e);
}

static inline v hyperbolic(v x) { return 2.0f * sigmoid(2.0f * x) - 1.0f; }

static inline void state(v i, v f, v g, v o, float *c, float *h) {
    v cell = sigmoid(f) * load(c) + sigmoid(i) * hyperbolic(g);
    store(c, cell);
    store(h, sigmoid(o) * hyperbolic(cell));
}

/* Where column 0 of a block lies in weights of k columns, and how far its columns are apart. */
static inline long start(const lstm *l, int block, int k) { return (long)(block & ~1) * 4 * W * k + (block & 1) * 4 * W; }
static inline long stride(const lstm *l, int block) { return (block | 1) < l->blocks ? 8 * W : 4 * W; }

static void pack(const lstm *l, const float *rows, int k, float *to) {
    for (int gate = 0; gate < 4; gate++)
        for (int u = 0; u < l->hidden; u++)
            for (int j = 0; j < k; j++)
                to[start(l, u / W, k) + j * stride(l, u / W) + gate * W + u % W] =
                    rows[((long)gate * l->hidden + u) * k + j];
}

static void room(lstm *l, int batch) {
    if (batch <= l->batch) return;
    free(l->h), free(l->next), free(l->c);
    long floats = (long)batch * l->blocks * W;
    l->h = aligned(floats), l->next = aligned(floats), l->c = aligned(floats);
    l->batch = batch;
}

lstm *lstm_new(int input, int hidden, const float *wx, const float *wh, const float *bias) {
    lstm *l = calloc(1, sizeof(lstm));
    l->input = input, l->hidden = hidden, l->blocks = (hidden + W - 1) / W;
    long rows = (long)l->blocks * 4 * W;
    l->wx = aligned(rows * input), l->wh = aligned(rows * hidden), l->bias = aligned(rows);
    pack(l, wx, input, l->wx), pack(l, wh, hidden, l->wh);
    for (int gate = 0; gate < 4; gate++)
        for (int u = 0; u < hidden; u++) l->bias[u / W * 4 * W + gate * W + u % W] = bias[gate * hidden + u];
    room(l, 1);
    return l;
}

void lstm_free(lstm *l) {
    free(l->wx), free(l->wh), free(l->bias), free(l->h), free(l->next), free(l->c), free(l->z);
    free(l);
}

void lstm_reset(lstm *l) {
    memset(l->h, 0, (long)l->batch * l->blocks * W * 4);
    memset(l->c, 0, (long)l->batch * l->blocks * W * 4);
}

#define CHAINS(count, w, x, k)                                          \
    for (int j = 0; j < (k); j++) {                                     \
        v xj = all((x)[j]);                                             \
        for (int q = 0; q < (count); q++) a[q] += load((w) + q * W) * xj; \
        w += (count) * W;                                               \
    }

/* One row: products from the given start, with x where there is one, then h; then the gates and the state. */
static void row(lstm *l, const float *from, const float *x, const float *h, float *next, float *c) {
    const float *wx = l->wx, *wh = l->wh;
    int b = 0;
    for (; b + 2 <= l->blocks; b += 2) {
        v a[8];
        for (int q = 0; q < 8; q++) a[q] = load(from + (b * 4 + q) * W);
        if (x) CHAINS(8, wx, x, l->input)
        CHAINS(8, wh, h, l->hidden)
        state(a[0], a[1], a[2], a[3], c + b * W, next + b * W);
        state(a[4], a[5], a[6], a[7], c + (b + 1) * W, next + (b + 1) * W);
    }
    if (b < l->blocks) {
        v a[4];
        for (int q = 0; q < 4; q++) a[q] = load(from + (b * 4 + q) * W);
        if (x) CHAINS(4, wx, x, l->input)
        CHAINS(4, wh, h, l->hidden)
        state(a[0], a[1], a[2], a[3], c + b * W, next + b * W);
    }
}

void lstm_step(lstm *l, const float *x, float *y) {
    row(l, l->bias, x, l->h, l->next, l->c);
    float *former = l->h;
    l->h = l->next, l->next = former;
    memcpy(y, l->h, l->hidden * 4L);
}

/* Four rows by a block's four gates: sixteen chains. */
static inline void tile(const float *w, long step, const float *x, long x_row, int k, const float *from, long from_row, v a[4][4]) {
    for (int r = 0; r < 4; r++)
        for (int q = 0; q < 4; q++) a[r][q] = load(from + r * from_row + q * W);
    for (int j = 0; j < k; j++, w += step) {
        v w0 = load(w), w1 = load(w + W), w2 = load(w + 2 * W), w3 = load(w + 3 * W);
        for (int r = 0; r < 4; r++) {
            v xj = all(x[r * x_row + j]);
            a[r][0] += w0 * xj, a[r][1] += w1 * xj, a[r][2] += w2 * xj, a[r][3] += w3 * xj;
        }
    }
}

static void input_part(lstm *l, const float *x, int rows, float *z) {
    long z_row = (long)l->blocks * 4 * W;
    for (int b = 0; b < l->blocks; b++) {
        const float *w = l->wx + start(l, b, l->input);
        int r = 0;
        for (; r + 4 <= rows; r += 4) {
            v a[4][4];
            tile(w, stride(l, b), x + (long)r * l->input, l->input, l->input, l->bias + b * 4 * W, 0, a);
            for (int i = 0; i < 4; i++)
                for (int q = 0; q < 4; q++) store(z + (r + i) * z_row + (b * 4 + q) * W, a[i][q]);
        }
        for (; r < rows; r++) {
            v a[4];
            for (int q = 0; q < 4; q++) a[q] = load(l->bias + (b * 4 + q) * W);
            for (int j = 0; j < l->input; j++)
                for (int q = 0; q < 4; q++) a[q] += load(w + j * stride(l, b) + q * W) * all(x[(long)r * l->input + j]);
            for (int q = 0; q < 4; q++) store(z + r * z_row + (b * 4 + q) * W, a[q]);
        }
    }
}

static void recurrent(lstm *l, const float *z, int batch) {
    long z_row = (long)l->blocks * 4 * W, h_row = (long)l->blocks * W;
    int quads = batch & ~3;
    for (int b = 0; quads && b < l->blocks; b++)
        for (int r = 0; r < quads; r += 4) {
            v a[4][4];
            tile(l->wh + start(l, b, l->hidden), stride(l, b), l->h + r * h_row, h_row, l->hidden,
                 z + r * z_row + b * 4 * W, z_row, a);
            for (int i = 0; i < 4; i++)
                state(a[i][0], a[i][1], a[i][2], a[i][3], l->c + (r + i) * h_row + b * W, l->next + (r + i) * h_row + b * W);
        }
    for (int r = quads; r < batch; r++) row(l, z + r * z_row, 0, l->h + r * h_row, l->next + r * h_row, l->c + r * h_row);
    float *former = l->h;
    l->h = l->next, l->next = former;
}

/* Whole sequences from zeros, (steps, batch, input) to (steps, batch, hidden); z in chunks of at most 256 KiB or one step. */
void lstm_run(lstm *l, const float *x, int steps, int batch, float *y) {
    room(l, batch);
    lstm_reset(l);
    long z_row = (long)l->blocks * 4 * W, h_row = (long)l->blocks * W;
    long chunk = 65536 / (z_row * batch);
    if (chunk < 1) chunk = 1;
    if (chunk > steps) chunk = steps;
    if (l->z_floats < chunk * batch * z_row) {
        free(l->z);
        l->z_floats = chunk * batch * z_row;
        l->z = aligned(l->z_floats);
    }
    for (int t = 0; t < steps; t += chunk) {
        int now = steps - t < chunk ? steps - t : chunk;
        input_part(l, x + (long)t * batch * l->input, now * batch, l->z);
        for (int s = 0; s < now; s++) {
            recurrent(l, l->z + s * batch * z_row, batch);
            for (int r = 0; r < batch; r++)
                memcpy(y + ((long)(t + s) * batch + r) * l->hidden, l->h + r * h_row, l->hidden * 4L);
        }
    }
}
