import Foundation
import Testing

@testable import OptRuntime

/// Where machine code lives, and what remembers it.
struct NativeCodeTests {
  /// A kernel with a constant, a mask, a uniform, a fold and a store, to be read by people.
  @Test(arguments: InstructionSet.allCases)
  func `the whole function`(_ isa: InstructionSet) throws {
    var builder = KernelBuilder()
    let x = builder.load(0)
    let y = builder.load(1)
    let scaled = builder.fma(x, builder.uniform(0), builder.constant(0.5))
    let product = builder.select(builder.less(x, y), builder.mul(scaled, y), builder.sqrt(y))
    _ = builder.store(product)
    _ = builder.reduce(.sum, product)
    let (code, entry) = NativeKernel.machineCode(of: builder.finish(), isa)
    defer { code.deallocate() }
    try NativeGolden("function-\(isa.rawValue).txt").expect(Array(code[entry...]))
  }

  @Test func `what a mask selects is computed under the mask`() throws {
    let body = maskedProduct { $0.uniform(0) }
    #expect(body.count == 4)
    let product = try #require(body.first { $0.form == .mul })
    #expect(product.isZeroing && product.mask == body.first { $0.form == .compare }?.target)
  }

  @Test func `what reads an input leaves the mask to the tail`() throws {
    let body = maskedProduct { $0.load(1) }
    #expect(body.count == 5)
    let product = try #require(body.first { $0.form == .mul })
    #expect(product.source == .input && product.mask == 0)
  }

  /// The loop on AVX-512 that stores a product where an input is below a uniform, else 0.
  private func maskedProduct(
    _ factor: (inout KernelBuilder) -> MicroValue
  ) -> [MachineInstruction] {
    var builder = KernelBuilder()
    let x = builder.load(0)
    let product = builder.mul(x, factor(&builder))
    let isWanted = builder.less(x, builder.uniform(1))
    _ = builder.store(builder.select(isWanted, product, builder.constant(0)))
    let nodes = InstructionSelection.nodes(of: builder.finish(), for: .avx512)
    return RegisterAllocator.allocate(nodes, for: .avx512).body
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/proc/self/maps")))
  func `no memory is writable and executable`() throws {
    let kernels = try InstructionSet.supported.map { isa in
      try NativeKernel(kernel: scaling(by: 2), isa: isa)
    }
    for kernel in kernels {
      let line = try #require(try mapping(of: kernel.code.address))
      #expect(line.split(separator: " ")[1] == "r-xp")
    }
  }

  /// The line of the mapping of an address, after a look at all lines.
  private func mapping(of address: UInt) throws -> Substring? {
    let file = try #require(FileHandle(forReadingAtPath: "/proc/self/maps"))
    let lines = String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
      .split(separator: "\n")
    for line in lines {
      let permissions = line.split(separator: " ")[1]
      #expect(!(permissions.contains("w") && permissions.contains("x")), "\(line)")
    }
    return lines.first { contains($0, address) }
  }

  private func contains(_ line: Substring, _ address: UInt) -> Bool {
    let borders = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
    return borders.count == 2 && borders[0] <= address && address < borders[1]
  }

  @Test func `equal kernels share their code`() throws {
    guard let isa = InstructionSet.best else { return }
    let cache = NativeCodeCache(capacity: 2)
    let first = try cache.code(for: scaling(by: 2), isa: isa)
    #expect(try cache.code(for: scaling(by: 2), isa: isa) === first)
    #expect(try cache.code(for: scaling(by: 3), isa: isa) !== first)
    #expect(cache.count == 2)
    _ = try cache.code(for: scaling(by: 4), isa: isa)
    #expect(cache.count == 2)
    #expect(try cache.code(for: scaling(by: 2), isa: isa) !== first)
  }

  @Test func `any thread may ask the cache`() async throws {
    guard let isa = InstructionSet.best else { return }
    let cache = NativeCodeCache(capacity: 8)
    await withTaskGroup(of: Void.self) { group in
      for worker in 0..<4 {
        group.addTask {
          for number in 0..<50 {
            _ = try? cache.code(for: scaling(by: Float((number * 7 + worker) % 20)), isa: isa)
          }
        }
      }
    }
    #expect(cache.count == 8)
  }

  @Test func `a missing instruction set is an error, not a crash`() {
    for isa in InstructionSet.allCases where !InstructionSet.supported.contains(isa) {
      #expect(throws: NativeError.unsupported(isa)) {
        try NativeKernel(kernel: scaling(by: 2), isa: isa)
      }
    }
  }
}

private func scaling(by factor: Float) -> MicroKernel {
  var builder = KernelBuilder()
  let x = builder.load(0)
  let product = builder.mul(x, builder.constant(factor))
  _ = builder.store(product)
  return builder.finish()
}
