import OptProgram
import Testing

@testable import OptTasks

struct ProtocolTests {
  @Test func `the learning rate rises, then falls along half a cosine`() {
    func factor(_ step: Int) -> Double {
      LearningRateSchedule.cosine.factor(step: step, of: 100, warmup: 5)
    }
    #expect(factor(1) == 0.2)
    #expect(factor(5) == 1)
    #expect(abs(factor(53) - 0.5) < 1e-12)
    #expect(factor(100) > 0 && factor(100) < 1e-3)
    #expect((5..<100).allSatisfy { factor($0 + 1) < factor($0) })
  }

  @Test func `linear and constant schedules`() {
    let linear = LearningRateSchedule.linear
    #expect(linear.factor(step: 1, of: 9, warmup: 0) == 0.9)
    #expect(abs(linear.factor(step: 9, of: 9, warmup: 0) - 0.1) < 1e-12)
    #expect(LearningRateSchedule.constant.factor(step: 9, of: 9, warmup: 2) == 1)
  }

  @Test func `an epoch shows every example once`() {
    var sampler = BatchSampler(seed: 4, count: 30)
    var batch = [Int](repeating: 0, count: 10)
    var seen: [Int] = []
    for _ in 0..<6 {
      batch.withUnsafeMutableBufferPointer { sampler.fill($0) }
      seen += batch
    }
    #expect(seen.prefix(30).sorted() == Array(0..<30))
    #expect(seen.suffix(30).sorted() == Array(0..<30))
    #expect(Array(seen.prefix(30)) != Array(seen.suffix(30)))
  }

  @Test func `data is divided without overlap`() {
    let split = DataSets.digits
    #expect(split.training.count == 1_199)
    #expect(split.validation.count == 299 && split.test.count == 299)
    func rows(_ part: Examples) -> Set<[Float]> {
      Set(
        (0..<part.count).map { row in
          Array(part.features[part.featureStart(row)..<(part.featureStart(row) + 64)])
        }
      )
    }
    let (training, test) = (rows(split.training), rows(split.test))
    // One digit occurs twice in the data itself, hence not the full count.
    #expect(training.count + test.count >= 1_490)
    #expect(training.intersection(test).count <= 3)
  }

  @Test func `labels stay with their rows`() {
    var table = TableData(rows: 12, columns: 2, labelColumns: 1)
    for row in 0..<12 {
      table.features += [Float(row), Float(2 * row)]
      table.labels.append(Int32(row))
    }
    let split = table.split(seed: 3)
    for part in [split.training, split.validation, split.test] {
      for row in 0..<part.count {
        let start = part.featureStart(row)
        #expect(part.features[start + 1] == 2 * part.features[start])
        #expect(Int32(part.features[start]) == part.indices[part.indexStart(row)])
      }
    }
  }

  @Test func `standardisation comes from the training part`() {
    let training = DataSets.cancer.training
    for column in 0..<30 {
      let values = (0..<training.count).map {
        Double(training.features[training.featureStart($0) + column])
      }
      #expect(abs(Statistics.mean(values)) < 1e-5)
      #expect(abs(Statistics.variance(values) - 1) < 0.01)
    }
  }

  @Test func `windows of a text overlap and stay in their part`() {
    let data = TextData(Array("abcabcabcabcabcabcab".utf8))
    let split = data.windows(length: 4, held: 2, validation: 0.25, test: 0.25)
    #expect(data.characters == 3)
    #expect(split.training.count == 7)
    let second = split.training.indexStart(1)
    #expect(Array(split.training.indices[second..<(second + 4)]) == [1, 2, 0, 1])
    #expect(split.validation.indexStart(0) == 10)
  }

  @Test func `names of tasks`() {
    #expect(TaskCatalog.task(named: "digits-mlp")?.name == "digits-mlp@1")
    #expect(TaskCatalog.task(named: "genesis-lm@100")?.size == 100)
    #expect(TaskCatalog.task(named: "digits") == nil)
    #expect(Set(TaskCatalog.all.map(\.name)).count == TaskCatalog.all.count)
  }
}
