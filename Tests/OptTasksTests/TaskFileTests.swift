import Foundation
import OptRuntime
import Testing

@testable import OptTasks

/// A directory of files that lives as long as the test.
private final class Scratch {
  let directory: URL

  init(_ files: [String: String]) throws {
    directory = FileManager.default.temporaryDirectory.appendingPathComponent(
      "optsearch-\(UUID().uuidString)"
    )
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    for (name, text) in files { try write(Data(text.utf8), name) }
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  func write(_ data: Data, _ name: String) throws {
    try data.write(to: directory.appendingPathComponent(name))
  }

  func load() throws -> ProxyTask {
    try TaskFile.load(directory.appendingPathComponent("my.task.json"))
  }

  /// The message of the error that loading throws.
  func message() -> String? {
    do {
      _ = try load()
      return nil
    } catch {
      return "\(error)".replacingOccurrences(of: directory.path + "/", with: "")
    }
  }
}

struct TaskFileTests {
  static let description = """
    {"csv": "a.csv", "target": "y", "loss": "cross_entropy", "hidden": [4], "steps": 20, "batch": 8}
    """

  static func rows(_ count: Int) -> String {
    (0..<count).map { "\($0),\(-$0 * $0),\($0 % 2)\n" }.joined()
  }

  @Test(arguments: [
    ("", "a.csv:1: there are no rows"), ("a,b,y\n", "a.csv:2: there are no rows"),
    ("a,b,y\n1,2,0\n1,,0\n", "a.csv:3:2: this cell is empty"),
    ("a,b,y\n1,2,no\n", "a.csv:2:3: `no` is not a number"),
    ("a,b,y\n1,2,0\n1,2\n", "a.csv:3:2: 2 cells, expected 3"),
    ("a,b,y\n1,2,0\n1,2,0,4\n", "a.csv:3:4: 4 cells, expected 3"),
    ("a,b,y\n1,NaN,0\n", "a.csv:2:2: `NaN` is not a finite number"),
    ("a,b,y\n1,1e99,0\n", "a.csv:2:2: `1e99` is not a finite number"),
    ("a,b,y\n1,2,0.5\n", "a.csv:2:3: `0.5` is not a class; classes are whole numbers from 0"),
    (
      "\na,b,y\n\n1,2,0\n\n\n1,2,-1\n",
      "a.csv:7:3: `-1.0` is not a class; classes are whole numbers from 0"
    ),
    ("a,b,c\n1,2,0\n", "a.csv:1: there is no column `y`; there are a, b, c"),
    ("y\n1\n", "a.csv:1: a table has a target and at least one other column"),
    ("a\0", "a.csv:1:1: a zero byte: this is not a text file"),
    (
      "a,b,y\n1,2,0\n",
      "a.csv: 1 examples are too few to be divided into training, validation and test"
    ),
  ])
  func `mistakes in a table have a place`(table: String, expected: String) throws {
    let scratch = try Scratch(["my.task.json": TaskFileTests.description, "a.csv": table])
    // Checks of classes need enough rows.
    if expected.contains("class") {
      try scratch.write(Data((table + TaskFileTests.rows(20)).utf8), "a.csv")
    }
    #expect(scratch.message() == expected)
  }

  @Test(arguments: [
    ("{", "my.task.json: "), ("{\"csv\": 1}", "my.task.json: `csv`: "),
    ("{\"stepz\": 1}", "my.task.json: `stepz`: unknown key; there are name, csv, "),
    ("{}", "my.task.json: name one of `csv`, `images` and `text`"),
    ("{\"csv\": \"b.csv\", \"target\": \"y\", \"loss\": \"squared\"}", "b.csv: cannot be read"),
    ("{\"text\": \"t\"}", "my.task.json: models of `text` are "),
    (
      "{\"csv\": \"b\", \"target\": \"y\", \"loss\": \"squared\", \"batch\": 0}",
      "my.task.json: `batch` is from 1 to 1,000,000"
    ),
  ])
  func `mistakes in a description`(text: String, expected: String) throws {
    let message = try #require(try Scratch(["my.task.json": text]).message())
    #expect(message.hasPrefix(expected))
    #expect(!message.contains("\n"))
  }

  @Test func `a text without anything to predict, and one that is none`() throws {
    let description = """
      {"text": "t.txt", "model": "transformer", "context": 4}
      """
    let text = String(repeating: "a", count: 100)
    let alike = try Scratch(["my.task.json": description, "t.txt": text])
    #expect(alike.message() == "t.txt:1: all characters are alike")
    let binary = try Scratch(["my.task.json": description, "t.txt": "ab\ncd\0" + text])
    #expect(binary.message() == "t.txt:2:3: a zero byte: this is not a text file")
  }

  @Test func `numbers are read to the last bit, whatever they look like`() throws {
    let cells = ["-12.50", "0.1", "123456789012345", "1e-3", " 7 ", "+2", ".5", "33554433", "-0"]
    let scratch = try Scratch(["a.csv": cells.joined(separator: "\n")])
    let table = try CSVReader.read(
      scratch.directory.appendingPathComponent("a.csv"),
      separator: UInt8(ascii: ","),
      hasHeader: false
    )
    let expected: [Double] = [-12.5, 0.1, 123_456_789_012_345, 1e-3, 7, 2, 0.5, 33_554_433, -0.0]
    #expect(table.values.map(\.bitPattern) == expected.map { Float($0).bitPattern })
  }

  @Test func `a table with classes trains`() throws {
    let scratch = try Scratch([
      "my.task.json": TaskFileTests.description, "a.csv": "a,b,y\n" + TaskFileTests.rows(50),
    ])
    let task = try scratch.load()
    #expect(task.family == "my")
    #expect(task.data().training.count == 36)
    try TaskFileTests.expectTraining(task)
  }

  @Test func `a table with numbers to predict trains`() throws {
    let scratch = try Scratch([
      "my.task.json": """
      {"csv": "a.csv", "target": "2", "header": false, "separator": ";", "loss": "squared",
       "model": "linear", "name": "line"}
      """,
      "a.csv": (0..<40).map { "\($0);\(3 * $0 + 1)\r\n" }.joined(),
    ])
    let task = try scratch.load()
    #expect(task.metric == .explainedVariance)
    try TaskFileTests.expectTraining(task)
  }

  @Test func `text trains`() throws {
    for model in ["transformer", "context-mlp"] {
      let scratch = try Scratch([
        "my.task.json": """
        {"text": "t.txt", "model": "\(model)", "context": 4, "width": 8, "hidden": [8], "batch": 4}
        """,
        "t.txt": String(repeating: "one two three ", count: 40),
      ])
      try TaskFileTests.expectTraining(try scratch.load())
    }
  }

  @Test func `images in MNIST's format train`() throws {
    let scratch = try TaskFileTests.imageFiles(labels: 30)
    let task = try scratch.load()
    #expect(task.data().training.count == 22)
    try TaskFileTests.expectTraining(task)
  }

  @Test func `mistakes in images`() throws {
    let wrongCount = try TaskFileTests.imageFiles(labels: 29)
    #expect(wrongCount.message() == "labels: has 29 labels for 30 images")
    let torn = try TaskFileTests.imageFiles(labels: 30)
    try torn.write(Data([0, 0, 8, 3, 0, 0, 0, 30, 0, 0, 0, 4, 0, 0, 0, 4, 1]), "images")
    #expect(torn.message() == "images: has 1 bytes of data, its header promises more")
    try torn.write(Data([0x1F, 0x8B, 8, 0]), "images")
    #expect(torn.message() == "images: is compressed; unpack it with gunzip first")
  }

  private static func imageFiles(labels: Int) throws -> Scratch {
    let scratch = try Scratch([
      "my.task.json": """
      {"images": "images", "labels": "labels", "model": "cnn", "channels": [2, 2], "batch": 8}
      """
    ])
    var pixels = Data([0, 0, 8, 3, 0, 0, 0, 30, 0, 0, 0, 4, 0, 0, 0, 4])
    for place in 0..<(30 * 16) { pixels.append(UInt8((place / 16 % 2) * 200 + place % 7)) }
    try scratch.write(pixels, "images")
    var classes = Data([0, 0, 8, 1, 0, 0, 0, UInt8(labels)])
    for place in 0..<labels { classes.append(UInt8(place % 2)) }
    try scratch.write(classes, "labels")
    return scratch
  }

  private static func expectTraining(_ task: ProxyTask) throws {
    let trainer = Trainer(task)
    var options = TrainingOptions(learningRate: 0.03)
    options.steps = 20
    let result = trainer.run(options, with: HandWrittenAdamW(trainer.parameters))
    options.learningRate = 0
    let untrained = trainer.run(options, with: HandWrittenAdamW(trainer.parameters))
    #expect(result.finalLoss < untrained.finalLoss)
  }
}
