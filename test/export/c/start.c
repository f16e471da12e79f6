/* What happens on a Cortex-M before main: the vector table, the floating-point unit, variables with a value, variables without. */
#include <stdint.h>
#include <stdlib.h>

extern uint32_t data_from[], data_begin[], data_end[], bss_begin[], bss_end[];
void stack_top(void); /* an address that the linker script gives */
void initialise_monitor_handles(void);
int main(void);
void reset(void);

static void fault(void)
{
    abort();
}

__attribute__((section(".vectors"), used)) static void (*const vectors[16])(void) = {
    stack_top, reset, fault, fault, fault, fault, fault};

/* Newlib asks for them; nothing here has constructors. */
void _init(void) {}
void _fini(void) {}

void reset(void)
{
#ifdef __ARM_FP
    *(volatile uint32_t *)0xE000ED88 |= 0xF << 20; /* CPACR: full access to the floating-point unit */
    __asm volatile("dsb\n isb");
#endif
    const uint32_t *from = data_from;
    for (uint32_t *to = data_begin; to < data_end;) *to++ = *from++;
    for (uint32_t *to = bss_begin; to < bss_end;) *to++ = 0;
    initialise_monitor_handles();
    exit(main());
}
