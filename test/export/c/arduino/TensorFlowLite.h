// The library's own header: nothing in it is used by name.
#pragma once
