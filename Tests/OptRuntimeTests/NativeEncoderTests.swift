import Testing

@testable import OptRuntime

/// The encoder against the disassembly of another program.
struct NativeEncoderTests {
  @Test(arguments: InstructionSet.allCases)
  func `vector instructions`(_ isa: InstructionSet) throws {
    try vectorListing(isa).expect(golden: "vector-\(isa.rawValue).txt")
  }

  @Test func `instructions of the loop's control`() throws {
    try controlListing().expect(golden: "control.txt")
  }

  @Test func `padding is of every length`() throws {
    for length in 0..<64 {
      var listing = NativeListing(isa: .avx2)
      listing.add("") { assembler in
        for _ in 0..<(64 - length) { assembler.ret() }
        assembler.align(to: 64)
      }
      #expect(listing.bytes[0].count == 64)
    }
  }
}

// MARK: - Cases

/// A memory operand and how it is written.
private struct Memory {
  var operand: MemoryOperand
  var text: String

  static let all: [Memory] = [
    Memory(operand: MemoryOperand(.indexed(.r10, .r8), 0), text: "[r10+r8*4]"),
    Memory(operand: MemoryOperand(.indexed(.r13, .r8), 0), text: "[r13+r8*4+0x0]"),
    Memory(operand: MemoryOperand(.indexed(.rbx, .rcx), 64), text: "[rbx+rcx*4+0x40]"),
    Memory(operand: MemoryOperand(.register(.rsp), 0x1000), text: "[rsp+0x1000]"),
    Memory(operand: MemoryOperand(.register(.rbp), -8), text: "[rbp-0x8]"),
    Memory(operand: MemoryOperand(.register(.r12), 0x100), text: "[r12+0x100]"),
  ]
}

private func name(_ isa: InstructionSet, _ register: UInt8) -> String {
  (isa == .avx2 ? "ymm" : "zmm") + String(register)
}

private func size(_ isa: InstructionSet) -> String {
  isa == .avx2 ? "YMMWORD PTR " : "ZMMWORD PTR "
}

private func vectorListing(_ isa: InstructionSet) -> NativeListing {
  var listing = NativeListing(isa: isa)
  let triples: [(UInt8, UInt8, UInt8)] =
    isa == .avx2 ? [(0, 1, 2), (9, 14, 15)] : [(0, 1, 2), (9, 14, 15), (17, 30, 24), (8, 16, 7)]
  for (target, second, last) in triples {
    addBinary(&listing, target, second, last)
    addUnary(&listing, target, last)
    addImmediates(&listing, target, second, last)
    addFused(&listing, target, second, last)
    addSpecific(&listing, target, second, last)
  }
  addMemory(&listing)
  if isa == .avx512 { addMasks(&listing) }
  return listing
}

private func addBinary(_ listing: inout NativeListing, _ t: UInt8, _ s: UInt8, _ r: UInt8) {
  let isa = listing.isa
  let forms: [(String, VectorForm)] = [
    ("vaddps", .add), ("vsubps", .sub), ("vmulps", .mul), ("vdivps", .div), ("vmaxps", .max),
    ("vminps", .min), ("vpmaxsd", .maxInteger), ("vpermps", .permute), ("vpshufb", .shuffleBytes),
    ("vandps", .and), ("vorps", .or), ("vxorps", .xor), ("vpaddd", .addInteger),
    ("vpsubd", .subInteger), ("vunpcklps", .unpackLow), ("vunpckhps", .unpackHigh),
  ]
  for (mnemonic, form) in forms {
    listing.add("\(mnemonic) \(name(isa, t)),\(name(isa, s)),\(name(isa, r))") {
      $0.vector(form, t, s, .register(r))
    }
  }
}

private func addUnary(_ listing: inout NativeListing, _ t: UInt8, _ r: UInt8) {
  let isa = listing.isa
  for (mnemonic, form) in [
    ("vmovups", VectorForm.load), ("vmovaps", .move), ("vsqrtps", .sqrt),
    ("vcvtdq2ps", .integerToFloat), ("vcvttps2dq", .floatToInteger),
  ] {
    listing.add("\(mnemonic) \(name(isa, t)),\(name(isa, r))") {
      $0.vector(form, t, 0, .register(r))
    }
  }
}

private func addImmediates(_ listing: inout NativeListing, _ t: UInt8, _ s: UInt8, _ r: UInt8) {
  let isa = listing.isa
  let round = isa == .avx2 ? "vroundps" : "vrndscaleps"
  listing.add("\(round) \(name(isa, t)),\(name(isa, r)),0x9") {
    $0.vector(.round, t, 0, .register(r), immediate: 9)
  }
  for (mnemonic, kind) in [("vpslld", UInt8(6)), ("vpsrld", 2), ("vpsrad", 4)] {
    listing.add("\(mnemonic) \(name(isa, t)),\(name(isa, r)),0x17") {
      $0.vector(.shift, kind, t, .register(r), immediate: 23)
    }
  }
  let (lanes, form): (String, VectorForm) =
    isa == .avx2 ? ("vperm2f128", .permuteHalves) : ("vshuff32x4", .shuffleQuarters)
  for (mnemonic, form) in [("vshufps", VectorForm.shuffle), (lanes, form)] {
    listing.add("\(mnemonic) \(name(isa, t)),\(name(isa, s)),\(name(isa, r)),0x44") {
      $0.vector(form, t, s, .register(r), immediate: 0x44)
    }
  }
  let result = isa == .avx2 ? name(isa, t) : "k\(t & 7)"
  listing.add("vcmplt_oqps \(result),\(name(isa, s)),\(name(isa, r))") {
    $0.vector(.compare, isa == .avx2 ? t : t & 7, s, .register(r), immediate: 17)
  }
}

private func addFused(_ listing: inout NativeListing, _ t: UInt8, _ s: UInt8, _ r: UInt8) {
  let isa = listing.isa
  let orders: [(String, VectorForm.FusedOrder)] = [
    ("132", .product132), ("213", .product213), ("231", .addend231),
  ]
  for (digits, order) in orders {
    for (prefix, product, addend) in [
      ("vfmadd", false, false), ("vfmsub", false, true), ("vfnmadd", true, false),
      ("vfnmsub", true, true),
    ] {
      let form = VectorForm.fused(order, negateProduct: product, negateAddend: addend)
      listing.add("\(prefix)\(digits)ps \(name(isa, t)),\(name(isa, s)),\(name(isa, r))") {
        $0.vector(form, t, s, .register(r))
      }
    }
  }
}

private func addSpecific(_ listing: inout NativeListing, _ t: UInt8, _ s: UInt8, _ r: UInt8) {
  let isa = listing.isa
  switch isa {
  case .avx2:
    listing.add("vblendvps \(name(isa, t)),\(name(isa, s)),\(name(isa, r)),ymm5") {
      $0.vector(.blendVector, t, s, .register(r), immediate: 0x50)
    }
  case .avx512:
    listing.add("vblendmps \(name(isa, t)){k3},\(name(isa, s)),\(name(isa, r))") {
      $0.vector(.blendMask, t, s, .register(r), mask: 3)
    }
    listing.add("vpternlogd \(name(isa, t)),\(name(isa, s)),\(name(isa, r)),0xca") {
      $0.vector(.ternary, t, s, .register(r), immediate: 0xCA)
    }
    listing.add("vmovaps \(name(isa, t)){k7}{z},\(name(isa, r))") {
      $0.vector(.move, t, 0, .register(r), mask: 7, isZeroing: true)
    }
    listing.add("vpmovm2d \(name(isa, t)),k\(r & 7)") {
      $0.vector(.expand, t, 0, .register(r & 7))
    }
  }
}

private func addMemory(_ listing: inout NativeListing) {
  let isa = listing.isa
  let last: UInt8 = isa == .avx2 ? 12 : 28
  let bytes = Memory.all[0]
  let quarter = isa == .avx2 ? "QWORD PTR " : "XMMWORD PTR "
  listing.add("vpmovzxbd \(name(isa, last)),\(quarter)\(bytes.text)") {
    $0.vector(.bytesToIntegers, last, 0, .memory(bytes.operand))
  }
  for memory in Memory.all {
    let place = size(isa) + memory.text
    listing.add("vmulps \(name(isa, 3)),\(name(isa, last)),\(place)") {
      $0.vector(.mul, 3, last, .memory(memory.operand))
    }
    listing.add("vmovups \(place),\(name(isa, last))") {
      $0.vector(.store, last, 0, .memory(memory.operand))
    }
    listing.add("vbroadcastss \(name(isa, last)),DWORD PTR \(memory.text)") {
      $0.vector(.broadcast, last, 0, .memory(memory.operand))
    }
    if isa == .avx2 {
      listing.add("vmaskmovps ymm1,ymm15,\(place)") {
        $0.vector(.maskedLoad, 1, 15, .memory(memory.operand))
      }
      listing.add("vmaskmovps \(place),ymm15,ymm1") {
        $0.vector(.maskedStore, 1, 15, .memory(memory.operand))
      }
    } else {
      var broadcast = memory.operand
      broadcast.isBroadcast = true
      listing.add("vaddps zmm3,zmm28,DWORD BCST \(memory.text)") {
        $0.vector(.add, 3, 28, .memory(broadcast))
      }
      listing.add("kmovw k3,WORD PTR \(memory.text)") {
        $0.vector(.maskMove, 3, 0, .memory(memory.operand))
      }
      listing.add("kmovw WORD PTR \(memory.text),k3") {
        $0.vector(.maskStore, 3, 0, .memory(memory.operand))
      }
    }
  }
  // Relative to the end of the instruction: the immediate counts.
  let (mnemonic, distance) = isa == .avx2 ? ("vroundps", "f6") : ("vrndscaleps", "f5")
  let place = "\(size(isa))[rip+0xffffffffffffff\(distance)]"
  listing.add("\(mnemonic) \(name(isa, 1)),\(place),0x9") {
    $0.vector(.round, 1, 0, .memory(MemoryOperand(.buffer, 0)), immediate: 9)
  }
}

private func addMasks(_ listing: inout NativeListing) {
  for (mnemonic, form) in [
    ("kandw", VectorForm.maskAnd), ("korw", .maskOr), ("kxorw", .maskXor),
  ] {
    listing.add("\(mnemonic) k1,k5,k6") { $0.vector(form, 1, 5, .register(6)) }
  }
  listing.add("knotw k1,k5") { $0.vector(.maskNot, 1, 0, .register(5)) }
  listing.add("kmovw k7,eax") { $0.vector(.maskFromGeneral, 7, 0, .register(0)) }
  listing.add("kmovw k2,k5") { $0.vector(.maskMove, 2, 0, .register(5)) }
  let input = MemoryOperand(.indexed(.r10, .r8), 0)
  listing.add("vpmovdb XMMWORD PTR [r10+r8*4],zmm20") {
    $0.vector(.integersToBytes, 20, 0, .memory(input))
  }
  listing.add("vmovups zmm4{k7}{z},ZMMWORD PTR [r10+r8*4]") {
    $0.vector(.load, 4, 0, .memory(input), mask: 7, isZeroing: true)
  }
  listing.add("vmovups ZMMWORD PTR [r10+r8*4]{k7},zmm4") {
    $0.vector(.store, 4, 0, .memory(input), mask: 7)
  }
  listing.add("vfmadd213ps zmm4{k7}{z},zmm20,ZMMWORD PTR [r10+r8*4]") {
    $0.vector(.fused(.product213), 4, 20, .memory(input), mask: 7, isZeroing: true)
  }
  listing.add("vcmpunordps k6{k7},zmm4,zmm4") {
    $0.vector(.compare, 6, 4, .register(4), mask: 7, immediate: 3)
  }
}

private func controlListing() -> NativeListing {
  var listing = NativeListing(isa: .avx2)
  for register in GeneralRegister.allCases {
    listing.add("push \(register)") { $0.push(register) }
    listing.add("pop \(register)") { $0.pop(register) }
    listing.add("mov \(register),r9") { $0.move(register, .r9) }
    listing.add("sub rcx,\(register)") { $0.subtract(.rcx, register) }
    listing.add("cmp \(register),rax") { $0.compare(register, .rax) }
    listing.add("add \(register),0x10") { $0.add(register, 16) }
    listing.add("sub \(register),0x12345") { $0.subtract(register, 0x12345) }
    listing.add("and \(register),0xffffffffffffffc0") { $0.and(register, -64) }
    listing.add("mov \(register),0x12345") { $0.set(register, to: 0x12345) }
    listing.add("shl \(register),0x2") { $0.shiftLeft(register, by: 2) }
    listing.add("shr \(register),0x10") { $0.shiftRight(register, by: 16) }
    for memory in Memory.all {
      listing.add("mov \(register),QWORD PTR \(memory.text)") {
        $0.load(register, memory.operand)
      }
      listing.add("mov QWORD PTR \(memory.text),\(register)") {
        $0.store(register, memory.operand)
      }
    }
    listing.add("lea \(register),[rbp-0x28]") {
      $0.address(register, MemoryOperand(.register(.rbp), -40))
    }
  }
  listing.add("ret") { $0.ret() }
  listing.add("vzeroupper") { $0.vzeroupper() }
  listing.add("mov eax,0x1; shl rax,cl; sub rax,0x1") { $0.setLowBits() }
  return listing
}
