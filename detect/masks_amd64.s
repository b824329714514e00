// SPDX-License-Identifier: Apache-2.0

#include "textflag.h"

// The masks of masks.go, sixteen bytes at a time with SSE2, which every amd64
// processor has. A byte is within a range when what remains of it after the
// range's first is taken off, without sign, is no more than the range's length;
// a high byte is in none of the ranges, since what remains of it is too much.

#define BYTES(name, eight) \
	DATA name<>+0(SB)/8, $eight \
	DATA name<>+8(SB)/8, $eight \
	GLOBL name<>(SB), RODATA|NOPTR, $16

BYTES(digit0, 0x3030303030303030) // '0'
BYTES(upperA, 0x4141414141414141) // 'A'
BYTES(small, 0x2020202020202020)  // what a small letter has
BYTES(letterA, 0x6161616161616161) // 'a'
BYTES(colon, 0x3A3A3A3A3A3A3A3A)  // ':'
BYTES(percent, 0x2525252525252525) // '%'
BYTES(brace, 0x7B7B7B7B7B7B7B7B)  // '{', and '[' made small
BYTES(n1, 0x0101010101010101)  // '{' to '|'
BYTES(n3, 0x0303030303030303)  // '%' to '('
BYTES(n9, 0x0909090909090909)  // '0' to '9'
BYTES(n25, 0x1919191919191919) // 'A' to 'Z'

// RANGE makes AX the mask of the bytes of x within n of first; it uses t and u.
#define RANGE(x, first, n, t, u) \
	MOVOU x, t \
	PSUBB first, t \
	MOVOU t, u \
	PMINUB n, u \
	PCMPEQB t, u \
	PMOVMSKB u, AX

// INTO puts the mask in AX below what mask has.
#define INTO(mask) \
	SHLQ $16, mask \
	ORQ AX, mask

// func mergedDigits(b *[window]byte) uint64
TEXT ·mergedDigits(SB), NOSPLIT, $0-16
	MOVQ b+0(FP), SI
	MOVOU digit0<>(SB), X8
	MOVOU n9<>(SB), X9
	MOVOU 48(SI), X0
	RANGE(X0, X8, X9, X1, X2)
	MOVQ AX, DX
	MOVOU 32(SI), X0
	RANGE(X0, X8, X9, X1, X2)
	INTO(DX)
	MOVOU 16(SI), X0
	RANGE(X0, X8, X9, X1, X2)
	INTO(DX)
	MOVOU (SI), X0
	RANGE(X0, X8, X9, X1, X2)
	INTO(DX)
	MOVQ DX, ret+8(FP)
	RET

// func classifyCore(b *[window]byte, d uint64, m *masks)
TEXT ·classifyCore(SB), NOSPLIT, $0-24
	MOVQ b+0(FP), SI
	MOVQ d+8(FP), DX
	MOVQ m+16(FP), DI
	MOVOU upperA<>(SB), X8
	MOVOU n25<>(SB), X9
	XORQ R9, R9
	XORQ R10, R10
	MOVQ $48, CX

core:
	MOVOU (SI)(CX*1), X0
	RANGE(X0, X8, X9, X1, X2)
	INTO(R9)
	PMOVMSKB X0, AX
	INTO(R10)
	SUBQ $16, CX
	JGE core

	XORQ AX, AX
	MOVQ DX, 0(DI)  // digit
	MOVQ R9, 8(DI)  // upper
	MOVQ R10, 16(DI) // high
	MOVQ AX, 24(DI)
	MOVQ AX, 32(DI)
	MOVQ AX, 40(DI)
	RET

// func classifyAll(b *[window]byte, m *masks)
TEXT ·classifyAll(SB), NOSPLIT, $0-16
	MOVQ b+0(FP), SI
	MOVQ m+8(FP), DI
	MOVOU digit0<>(SB), X3
	MOVOU n9<>(SB), X4
	MOVOU upperA<>(SB), X5
	MOVOU n25<>(SB), X6
	MOVOU small<>(SB), X7
	MOVOU letterA<>(SB), X8
	MOVOU colon<>(SB), X9
	MOVOU percent<>(SB), X10
	MOVOU n3<>(SB), X11
	MOVOU brace<>(SB), X12
	MOVOU n1<>(SB), X13
	XORQ DX, DX
	XORQ R9, R9
	XORQ R10, R10
	XORQ R11, R11
	XORQ R12, R12
	XORQ R13, R13
	MOVQ $48, CX

all:
	MOVOU (SI)(CX*1), X0
	PMOVMSKB X0, AX
	INTO(R10)
	RANGE(X0, X3, X4, X1, X2)
	INTO(DX)
	RANGE(X0, X5, X6, X1, X2)
	INTO(R9)
	MOVOU X0, X1
	PCMPEQB X9, X1
	PMOVMSKB X1, AX
	INTO(R12)
	RANGE(X0, X10, X11, X1, X2)
	MOVQ AX, BX
	POR X7, X0
	RANGE(X0, X12, X13, X1, X2)
	ORQ BX, AX
	INTO(R13)
	RANGE(X0, X8, X6, X1, X2)
	INTO(R11)
	SUBQ $16, CX
	JGE all

	MOVQ DX, 0(DI)   // digit
	MOVQ R9, 8(DI)   // upper
	MOVQ R10, 16(DI) // high
	MOVQ R11, 24(DI) // letter
	MOVQ R12, 32(DI) // colon
	MOVQ R13, 40(DI) // mark
	RET
