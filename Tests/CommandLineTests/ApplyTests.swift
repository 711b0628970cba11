import Foundation
import Testing

/// `optsearch apply` from end to end, on files written byte by byte.
struct ApplyTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func rule(_ body: String, hyperparameters: String = "") throws -> String {
    try folder.write("rule r(\(hyperparameters)) {\n\(body)\n}\n", to: "r.opt")
  }

  private func vector(_ elements: [Double], to name: String) throws {
    _ = try folder.write(
      SafeTensorsBytes.doubles([("w", [elements.count], elements)]),
      to: name
    )
  }

  private func apply(_ arguments: [String]) throws -> Executable.Result {
    try Executable.run(["apply"] + arguments, in: folder.url)
  }

  private func read(_ name: String) throws -> Data {
    try Data(contentsOf: folder.url.appending(path: name))
  }

  // MARK: - Right files

  @Test func `steps in f64 give the numbers computed by hand, one gradients file a step`() throws {
    _ = try rule("state m\nm = 0.5 * m + g\nupdate = lr * m")
    try vector([1, -2, 3], to: "w")
    try vector([1, 2, 4], to: "g1")
    try vector([2, 0, -4], to: "g2")
    let result = try apply([
      "r.opt", "--weights", "w", "--gradients", "g1", "g2", "--lr", "0.5", "--precision", "f64",
      "--out", "out",
    ])
    #expect(result.status == 0 && result.errors.isEmpty)
    // m: (1, 2, 4), then (2.5, 1, -2); w falls by half of each.
    #expect(try SafeTensorsBytes.doubles(of: "w", in: read("out")) == [-0.75, -3.5, 2])
  }

  @Test func `f32 reads and writes Float32`() throws {
    _ = try rule("update = lr * g")
    _ = try folder.write(SafeTensorsBytes.floats("w", [1, 0.1]), to: "w")
    _ = try folder.write(SafeTensorsBytes.floats("w", [0.5, 0.3]), to: "g")
    let result = try apply([
      "r.opt", "--weights", "w", "--gradients", "g", "--lr", "0.1", "--out", "out",
    ])
    #expect(result.status == 0)
    let expected = [1 - Float(0.1) * 0.5, Float(0.1) - Float(0.1) * Float(0.3)]
    #expect(try SafeTensorsBytes.floats(of: "w", in: read("out")) == expected)
  }

  @Test func `several tensors keep their names and shapes`() throws {
    _ = try rule("update = lr * g")
    let tensors: [(String, [Int], [Double])] = [("b", [1], [1]), ("a.w", [2, 1], [2, 3])]
    _ = try folder.write(SafeTensorsBytes.doubles(tensors), to: "w")
    let result = try apply([
      "r.opt", "--weights", "w", "--gradients", "w", "--lr", "1", "--precision", "f64", "--out",
      "out",
    ])
    #expect(result.status == 0)
    #expect(try SafeTensorsBytes.doubles(of: "a.w", in: read("out")) == [0, 0])
    #expect(try SafeTensorsBytes.doubles(of: "b", in: read("out")) == [0])
  }

  @Test(arguments: ["adamw", "lion", "adamw_bf16", "adamw_8bit"], ["f32", "f64"])
  func `states out and in continue with the same bits`(rule: String, precision: String) throws {
    try vector([1, -2, 3, 0.1], to: "w")
    try vector([0.3, 0.2, -0.7, 1], to: "g1")
    try vector([-0.1, 0.25, 0.4, 3], to: "g2")
    let common = [rule, "--lr", "0.01", "--precision", precision]
    let whole = try apply(common + ["--weights", "w", "--gradients", "g1", "g2", "--out", "both"])
    let first = try apply(
      common + ["--weights", "w", "--gradients", "g1", "--state-out", "s", "--out", "one"]
    )
    let second = try apply(
      common + ["--weights", "one", "--gradients", "g2", "--state-in", "s", "--out", "two"]
    )
    #expect([whole.status, first.status, second.status] == [0, 0, 0])
    #expect(second.errors.isEmpty)
    #expect(try read("two") == read("both"))
    #expect(try read("two") != read("one"))
  }

  @Test func `declared inputs come from a file a step`() throws {
    _ = try rule("input h = hessian_diag(hutchinson)\ninput loss\nupdate = lr * g / h * loss")
    try vector([1, 1], to: "w")
    try vector([2, 2], to: "g")
    let inputs: [(String, [Int], [Double])] = [
      ("hessian_diag.w", [2], [2, 4]), ("loss", [1], [3]),
    ]
    _ = try folder.write(SafeTensorsBytes.doubles(inputs), to: "in")
    let common = [
      "r.opt", "--weights", "w", "--gradients", "g", "--lr", "1", "--precision", "f64", "--out",
      "out",
    ]
    #expect(try apply(common + ["--inputs", "in"]).status == 0)
    #expect(try SafeTensorsBytes.doubles(of: "w", in: read("out")) == [-2, -0.5])
    let missing = try apply(common + ["--force"])
    #expect(missing.status == 1)
    #expect(missing.errors.contains("reads the input `h`"))
    let wrong = try apply(common + ["--force", "--inputs", "g"])
    #expect(wrong.status == 1)
    #expect(wrong.errors.contains("g has no tensor `hessian_diag.w`"))
    #expect(try apply(common + ["--inputs", "in", "in"]).status == 64)
  }

  @Test func `set gives a hyperparameter a value`() throws {
    _ = try rule("update = a * g", hyperparameters: "a = 1")
    try vector([1], to: "w")
    let common = ["r.opt", "--weights", "w", "--gradients", "w", "--precision", "f64"]
    #expect(try apply(common + ["--set", "a=0.25", "--out", "out"]).status == 0)
    #expect(try SafeTensorsBytes.doubles(of: "w", in: read("out")) == [0.75])
    let unknown = try apply(common + ["--set", "b=1", "--out", "other"])
    #expect(unknown.status == 1)
    #expect(unknown.errors.contains("no hyperparameter `b`; it has a"))
  }

  @Test func `an existing file is overwritten only with force`() throws {
    try vector([1], to: "w")
    let common = ["lion", "--weights", "w", "--gradients", "w", "--out", "w"]
    let refused = try apply(common)
    #expect(refused.status == 1)
    #expect(refused.errors.contains("w exists already"))
    #expect(try apply(common + ["--force"]).status == 0)
  }

  // MARK: - Wrong files

  /// A gradients file that is refused, and what the one line about it must name.
  struct WrongFile: CustomTestStringConvertible {
    let testDescription: String
    let bytes: Data
    let mentions: [String]

    init(_ name: String, _ bytes: Data, _ mentions: String...) {
      testDescription = name
      self.bytes = bytes
      self.mentions = mentions
    }
  }

  private static let pair = Data(repeating: 0, count: 16)

  private static func file(_ entries: String..., data: Data = pair) -> Data {
    SafeTensorsBytes.file(header: "{\(entries.joined(separator: ","))}", data: data)
  }

  private static let wrongFiles: [WrongFile] = {
    let right = SafeTensorsBytes.entry("w", "F64", [2], 0, 16)
    let half = SafeTensorsBytes.entry("x", "F64", [1], 8, 16)
    return [
      WrongFile("empty", Data(), "not a safetensors file"),
      WrongFile("a few bytes", Data([1, 2, 3]), "not a safetensors file"),
      WrongFile("header cut", file(right).prefix(20), "truncated"),
      WrongFile("data cut", file(right).dropLast(1), "truncated", "`w`"),
      WrongFile("huge header", Data(repeating: 0xFF, count: 64), "header of"),
      WrongFile("no JSON", SafeTensorsBytes.file(header: "{\"w\":", data: pair), "JSON"),
      WrongFile("a list", SafeTensorsBytes.file(header: "[1]", data: pair), "JSON"),
      WrongFile("no dtype", file("\"w\":{\"shape\":[2]}"), "`w`", "dtype"),
      WrongFile("integers", file(SafeTensorsBytes.entry("w", "I64", [2], 0, 16)), "`w`", "I64"),
      WrongFile(
        "bytes",
        file(SafeTensorsBytes.entry("w", "U8", [2], 0, 2), data: Data([1, 2])),
        "`w`",
        "U8"
      ),
      WrongFile("other size", file(SafeTensorsBytes.entry("w", "F64", [3], 0, 16)), "`w`", "24"),
      WrongFile(
        "other shape",
        file(SafeTensorsBytes.entry("w", "F64", [2, 1], 0, 16)),
        "`w`",
        "[2]"
      ),
      WrongFile("negative", file(SafeTensorsBytes.entry("w", "F64", [-2], 0, 16)), "`w`", "-2"),
      WrongFile(
        "overflow",
        file(SafeTensorsBytes.entry("w", "F64", [1 << 62, 8], 0, 16)),
        "`w`",
        "impossible shape"
      ),
      WrongFile("backwards", file(SafeTensorsBytes.entry("w", "F64", [2], 16, 0)), "`w`"),
      WrongFile("overlap", file(right, half), "`w`", "`x`", "overlap"),
      WrongFile("missing", file(SafeTensorsBytes.entry("v", "F64", [2], 0, 16)), "`w`", "has v"),
    ]
  }()

  @Test(arguments: wrongFiles)
  func `a wrong file is told in one line with its name`(wrong: WrongFile) throws {
    try vector([1, 2], to: "w")
    _ = try folder.write(wrong.bytes, to: "bad.safetensors")
    for role in ["--gradients", "--weights"] {
      let other = role == "--weights" ? "--gradients" : "--weights"
      // As weights, any shape and name is right; then the gradients do not fit.
      let result = try apply(["lion", other, "w", role, "bad.safetensors", "--out", "out"])
      #expect(result.status == 1)
      #expect(result.errors.split(separator: "\n").count == 1)
      guard role == "--gradients" else { continue }
      for mention in wrong.mentions + ["bad.safetensors"] {
        #expect(result.errors.contains(mention), "\(result.errors)")
      }
    }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "out").path))
  }

  @Test func `a missing file is told with its name`() throws {
    try vector([1], to: "w")
    let result = try apply(["lion", "--weights", "w", "--gradients", "none", "--out", "out"])
    #expect(result.status == 1)
    #expect(result.errors.contains("cannot read none"))
  }

  @Test func `states of another rule are refused with the state's name`() throws {
    try vector([1], to: "w")
    let common = ["--weights", "w", "--gradients", "w"]
    #expect(try apply(["lion"] + common + ["--state-out", "s", "--out", "a"]).status == 0)
    let result = try apply(["adamw"] + common + ["--state-in", "s", "--out", "b"])
    #expect(result.status == 1)
    #expect(result.errors.contains("s has no state `v.w`"))
    let none = try apply(["lion"] + common + ["--state-in", "w", "--out", "b"])
    #expect(none.status == 1)
    #expect(none.errors.contains("w holds no states"))
  }
}
