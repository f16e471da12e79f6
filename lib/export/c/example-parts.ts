/** Parts of the example programs in C that do not depend on the network. */

/** A seeded generator of N(0, 1): SplitMix64 (Steele, Lea and Flood, 2014) and the transform of Box and Muller (1958). */
export const NORMAL_NOISE = `/* A number between 0 and 1, neither of them (SplitMix64). The same seed gives the same numbers everywhere. */
static uint64_t state;

static double uniform(void)
{
    uint64_t z = (state += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    z ^= z >> 31;
    return ((double)(z >> 11) + 0.5) / 9007199254740992.0;
}

/* A number of N(0, 1), as in training: Box and Muller make two normal numbers of two uniform ones. With rand() / RAND_MAX,
   which lies between 0 and 1, the network would see noise that it has never met, and draw poorly. */
static double normal(void)
{
    static double spare;
    static int has_spare = 0;
    if (has_spare) {
        has_spare = 0;
        return spare;
    }
    const double radius = sqrt(-2.0 * log(uniform()));
    const double angle = 6.283185307179586 * uniform();
    spare = radius * sin(angle);
    has_spare = 1;
    return radius * cos(angle);
}
`;

/** Fails, before anything is drawn, when the numbers in `drawn` have not the mean and the spread of N(0, 1), by five standard errors. */
export const NOISE_CHECK = `    /* The check that finds wrong noise, before the first picture: is the mean 0 and the spread 1, within five standard errors?
       Asked so that what is no number fails too. */
    const double noise_mean = noise_sum / count;
    const double noise_spread = sqrt(noise_squares / count - noise_mean * noise_mean);
    printf("noise: mean %.3f, spread %.3f\\n", noise_mean, noise_spread);
    if (!(fabs(noise_mean) <= 5 / sqrt(count) && fabs(noise_spread - 1) <= 5 / sqrt(2 * count))) {
        fprintf(stderr, "The noise is not N(0, 1): the pictures could not be good, and none is drawn.\\n");
        return EXIT_FAILURE;
    }
`;

/** Writes PGM (one channel) and PPM (three). */
export const PICTURE_WRITER = `/* Writes a picture as PGM (one channel) or PPM (three). 0 when it cannot. */
static int write_picture(const char *path, const unsigned char *levels, int width, int height, int channels)
{
    FILE *file = fopen(path, "wb");
    const size_t size = (size_t)width * (size_t)height * (size_t)channels;
    int written = 0;
    if (file) {
        fprintf(file, "P%d\\n%d %d\\n255\\n", channels == 3 ? 6 : 5, width, height);
        written = fwrite(levels, 1, size, file) == size;
        if (fclose(file) != 0) written = 0;
    }
    if (!written) fprintf(stderr, "%s cannot be written\\n", path);
    return written;
}
`;

/** Reads PGM, binary (P5) or as text (P2). */
export const PGM_READER = `/* Reads a PGM picture of a known size, binary (P5) or as text (P2), without comments. 0 when it cannot. */
static int read_pgm(const char *path, unsigned char *levels, int width, int height)
{
    FILE *file = fopen(path, "rb");
    char kind = 0;
    int columns = 0, rows = 0, most = 0, read = 0;
    if (file && fscanf(file, "P%c %d %d %d", &kind, &columns, &rows, &most) == 4 && columns == width && rows == height &&
        most > 0 && most < 256 && fgetc(file) != EOF) {
        for (read = 0; read < width * height; read++) {
            int value = 0;
            if (kind == '2' && fscanf(file, "%d", &value) != 1) break;
            if (kind == '5') value = fgetc(file);
            if (value < 0 || value > most) break;
            levels[read] = (unsigned char)(value * 255 / most);
        }
    }
    if (file) fclose(file);
    if (read == width * height && (kind == '2' || kind == '5')) return 1;
    fprintf(stderr, "%s is no PGM picture of %d x %d pixels\\n", path, width, height);
    return 0;
}
`;
