// Runs the methods of one network on the numbers of a file and writes what they give into another.
//   harness <request> <answer>
// Compiled once per network, with its name as NETWORK, and linked with the object that NativeAOT's compiler made.
// Both files are little-endian: the request is the struct below and its arrays, the answer four arrays (see main).

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_(network, method) network##_##method
#define JOIN(network, method) JOIN_(network, method)

void JOIN(NETWORK, PreparePrediction)(float *weights, float *prepared);
void JOIN(NETWORK, Predict)(float *input, float *output, float *arena, float *weights, float *prepared);
void JOIN(NETWORK, PrepareTraining)(float *weights, float *prepared);
void JOIN(NETWORK, Forward)(float *input, float *output, float *arena, float *weights, float *prepared, int32_t count,
                            uint64_t seed);
void JOIN(NETWORK, Backward)(float *outputGradient, float *inputGradient, float *arena, float *weights, float *prepared,
                             float *gradient, int32_t count, int32_t entry, uint64_t seed);

// What every call from C into managed code goes through. There is no garbage collector here to tell.
void RhpReversePInvoke(void *frame) { (void)frame; }
void RhpReversePInvokeReturn(void *frame) { (void)frame; }

// Packed: the file has no gaps.
struct __attribute__((packed)) request
{
    uint64_t seed;
    int32_t count, entry;
    int32_t inputLength, outputLength, packedLength;
    int32_t predictArena, trainingArena, predictPrepared, trainingPrepared;
    // then: weights[packedLength], input[count][inputLength], outputGradient[count][outputLength]
};

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

// As the runtime's AlignedBuffer: 64-byte aligned, zeroed, with readable zeros behind the end.
static float *buffer(size_t floats)
{
    const size_t slack = 64;
    size_t bytes = (((floats + slack) * sizeof(float)) + 63) / 64 * 64;
    float *memory = aligned_alloc(64, bytes);
    if (!memory) fail("aligned_alloc");
    return memset(memory, 0, bytes);
}

static float *receive(FILE *file, size_t floats)
{
    float *memory = buffer(floats);
    if (fread(memory, sizeof(float), floats, file) != floats) fail("request");
    return memory;
}

static void send(FILE *file, const float *memory, size_t floats)
{
    if (fwrite(memory, sizeof(float), floats, file) != floats) fail("answer");
}

int main(int argumentCount, char **arguments)
{
    if (argumentCount != 3) return 2;

    FILE *file = fopen(arguments[1], "rb");
    struct request r;
    if (!file || fread(&r, sizeof r, 1, file) != 1) fail(arguments[1]);
    size_t inputs = (size_t)r.count * r.inputLength, outputs = (size_t)r.count * r.outputLength;
    float *weights = receive(file, r.packedLength);
    float *input = receive(file, inputs);
    float *outputGradient = receive(file, outputs);
    fclose(file);

    float *predicted = buffer(outputs), *forward = buffer(outputs);
    float *gradient = buffer(r.packedLength), *inputGradient = buffer(inputs);
    float *predictArena = buffer(r.predictArena), *trainingArena = buffer(r.trainingArena);
    float *predictPrepared = buffer(r.predictPrepared), *trainingPrepared = buffer(r.trainingPrepared);

    JOIN(NETWORK, PreparePrediction)(weights, predictPrepared);
    for (int32_t i = 0; i < r.count; i++)
        JOIN(NETWORK, Predict)(input + (size_t)i * r.inputLength, predicted + (size_t)i * r.outputLength, predictArena, weights,
                               predictPrepared);
    JOIN(NETWORK, PrepareTraining)(weights, trainingPrepared);
    JOIN(NETWORK, Forward)(input, forward, trainingArena, weights, trainingPrepared, r.count, r.seed);
    JOIN(NETWORK, Backward)(outputGradient, inputGradient, trainingArena, weights, trainingPrepared, gradient, r.count, r.entry,
                            r.seed);

    file = fopen(arguments[2], "wb");
    if (!file) fail(arguments[2]);
    send(file, predicted, outputs);
    send(file, forward, outputs);
    send(file, gradient, r.packedLength);
    send(file, inputGradient, inputs);
    if (fclose(file)) fail(arguments[2]);
    return 0;
}
