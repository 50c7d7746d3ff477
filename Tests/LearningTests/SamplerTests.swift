import Foundation
import Learning
import NumericalCore
import PrivacyModel
import Testing

@Suite("Samplers") struct SamplerTests {
  static let trial = TrialIdentity(seed: 3, index: 1)

  /// Of each sampler on 24 records: it, the chance that a record is in a batch, that two given ones both are, and whether
  /// all batches have one size.
  struct Law: Sendable, CustomTestStringConvertible {
    let sampler: any BatchSampler
    let inclusion: Double
    let pair: Double
    let size: Int?

    var testDescription: String { "\(sampler)" }
  }

  static let laws = [
    Law(sampler: PoissonSampler(probability: 0.25), inclusion: 0.25, pair: 1.0 / 16, size: nil),
    Law(sampler: PoissonSampler(probability: 0.9), inclusion: 0.9, pair: 0.81, size: nil),
    Law(sampler: ShuffledSampler(batchSize: 6, capacity: 24), inclusion: 0.25, pair: 0.25 * 5 / 23, size: 6),
    // Two of its places stay empty.
    Law(sampler: ShuffledSampler(batchSize: 13, capacity: 25), inclusion: 0.5, pair: 0.5 * 12 / 25, size: nil),
    Law(sampler: FixedSizeSampler(batchSize: 6), inclusion: 0.25, pair: 0.25 * 5 / 23, size: 6),
    Law(sampler: FixedSizeSampler(batchSize: 23), inclusion: 23.0 / 24, pair: 22.0 / 24, size: 23),
    Law(sampler: BallsAndBinsSampler(batchesPerEpoch: 4), inclusion: 0.25, pair: 1.0 / 16, size: nil),
    Law(sampler: FullBatchSampler(), inclusion: 1, pair: 1, size: 24),
  ]

  static func batches(_ sampler: any BatchSampler, of count: Int, steps: Range<Int>, in trial: TrialIdentity = trial)
    -> [[Int]]
  {
    let sequence = sampler.batches(of: count, in: trial)
    return steps.map { step in
      var batch = [99]
      sequence.fill(&batch, step: step)
      return batch
    }
  }

  @Test(
    "have the frequencies of records and of pairs that they promise, in batches of ascending records", arguments: laws)
  func law(_ law: Law) {
    let steps = 20_000
    let batches = Self.batches(law.sampler, of: 24, steps: 0..<steps)
    var (counts, pairs) = ([Int](repeating: 0, count: 24), [0, 0])
    for batch in batches {
      #expect(zip(batch, batch.dropFirst()).allSatisfy { $0 < $1 })
      if let size = law.size { #expect(batch.count == size) }
      for index in batch { counts[index] += 1 }
      if batch.contains(7) && batch.contains(8) { pairs[0] += 1 }
      if batch.contains(0) && batch.contains(23) { pairs[1] += 1 }
    }
    #expect(abs(law.sampler.expectedBatchSize(of: 24) - 24 * law.inclusion) < 1e-12)
    // Six standard deviations of independent steps and one, for 26 counts: false alarm below 1e-6. Steps of one epoch
    // exclude each other and vary less.
    for (count, chance) in counts.map({ ($0, law.inclusion) }) + pairs.map({ ($0, law.pair) }) {
      let deviation = (Double(steps) * chance * (1 - chance)).squareRoot()
      #expect(abs(Double(count) - Double(steps) * chance) < 6 * deviation + 1)
    }
  }

  @Test(
    "by epochs take every record exactly once an epoch, in an order of its own",
    arguments: [
      (ShuffledSampler(batchSize: 5, capacity: 20), 4), (ShuffledSampler(batchSize: 7, capacity: 22), 4),
      (BallsAndBinsSampler(batchesPerEpoch: 6), 6), (FullBatchSampler(), 1),
    ] as [(any BatchSampler, Int)])
  func epochs(_ sampler: any BatchSampler, steps: Int) {
    let epochs = (0..<3).map { Self.batches(sampler, of: 20, steps: $0 * steps..<($0 + 1) * steps) }
    for epoch in epochs { #expect(epoch.flatMap(\.self).sorted() == Array(0..<20)) }
    if steps > 1 { #expect(epochs[0] != epochs[1] && epochs[1] != epochs[2]) }
  }

  @Test(
    "by epochs put every record into each batch of an epoch equally often",
    arguments: [ShuffledSampler(batchSize: 3, capacity: 12), BallsAndBinsSampler(batchesPerEpoch: 4)]
      as [any BatchSampler])
  func positions(_ sampler: any BatchSampler) {
    let epochs = 20_000
    var counts = [[Int]](repeating: [Int](repeating: 0, count: 4), count: 12)
    for (step, batch) in Self.batches(sampler, of: 12, steps: 0..<4 * epochs).enumerated() {
      for record in batch { counts[record][step % 4] += 1 }
    }
    // Six standard deviations of a binomial, for 48 counts: false alarm below 1e-6.
    let deviation = (Double(epochs) * 0.25 * 0.75).squareRoot()
    for count in counts.flatMap(\.self) { #expect(abs(Double(count) - Double(epochs) / 4) < 6 * deviation) }
  }

  static let all: [any BatchSampler] = laws.map(\.sampler) + [CyclicPoissonSampler(blocks: 3, probability: 0.5)]

  @Test(
    "resumed at any step, or asked out of order, give the batches of the run from the start", arguments: 0..<all.count)
  func resumes(_ index: Int) {
    let sampler = Self.all[index]
    let whole = Self.batches(sampler, of: 24, steps: 0..<23)
    for start in [1, 4, 7, 22] {
      #expect(Self.batches(sampler, of: 24, steps: start..<23) == Array(whole[start...]))
    }
    let sequence = sampler.batches(of: 24, in: Self.trial)
    for step in (0..<23).reversed() {
      var batch: [Int] = []
      sequence.fill(&batch, step: step)
      #expect(batch == whole[step])
    }
    let other = Self.batches(sampler, of: 24, steps: 0..<23, in: TrialIdentity(seed: 3, index: 2))
    #expect((other == whole) == (sampler is FullBatchSampler))
  }

  @Test("with a record more, shuffled seats and bins leave all other records where they are")
  func addingMovesNobody() {
    // Records are seated by their number, so that the two runs are coupled as in the proof.
    for sampler in [ShuffledSampler(batchSize: 4, capacity: 12), BallsAndBinsSampler(batchesPerEpoch: 3)]
      as [any BatchSampler]
    {
      let with = Self.batches(sampler, of: 11, steps: 0..<9)
      let without = Self.batches(sampler, of: 10, steps: 0..<9)
      #expect(with.map { $0.filter { $0 != 10 } } == without)
    }
  }

  @Test("by turns take a record at most once in as many steps as there are blocks, with its probability")
  func cyclic() {
    let (blocks, records, steps) = (4, 40, 8000)
    let sampler = CyclicPoissonSampler(blocks: blocks, probability: 0.3)
    let batches = Self.batches(sampler, of: records, steps: 0..<steps)
    var (turn, count) = ([Int?](repeating: nil, count: records), 0)
    for (step, batch) in batches.enumerated() {
      for record in batch {
        #expect(turn[record] == nil || turn[record] == step % blocks)
        turn[record] = step % blocks
      }
      count += batch.count
    }
    #expect(Set(turn.compactMap(\.self)).count == blocks)
    let draws = Double(steps / blocks * records)
    #expect(abs(Double(count) - draws * 0.3) < 6 * (draws * 0.3 * 0.7).squareRoot())
    #expect(sampler.expectedBatchSize(of: records) == 3)
  }

  @Test("take nothing of no records, and everything where the probability or the size says so")
  func edges() {
    #expect(Self.batches(PoissonSampler(probability: 1), of: 4, steps: 0..<1) == [[0, 1, 2, 3]])
    #expect(Self.batches(PoissonSampler(probability: 0.5), of: 0, steps: 0..<1) == [[]])
    #expect(Self.batches(PoissonSampler(probability: 1e-300), of: 1000, steps: 0..<1) == [[]])
    #expect(Self.batches(FixedSizeSampler(batchSize: 9), of: 3, steps: 0..<1) == [[0, 1, 2]])
    #expect(Self.batches(FixedSizeSampler(batchSize: 9), of: 0, steps: 0..<1) == [[]])
    #expect(Self.batches(ShuffledSampler(batchSize: 2, capacity: 3), of: 0, steps: 0..<2) == [[], []])
    #expect(Self.batches(BallsAndBinsSampler(batchesPerEpoch: 1), of: 3, steps: 5..<6) == [[0, 1, 2]])
  }

  @Test("state the event of what they do")
  func events() throws {
    let release = MechanismEvent.gaussian(noiseMultiplier: 2)
    func event(_ sampler: any BatchSampler, _ steps: Int) throws -> MechanismEvent {
      try sampler.event(of: release, steps: steps, records: 100)
    }
    #expect(
      try event(PoissonSampler(probability: 0.1), 7)
        == .dpSGD(noiseMultiplier: 2, samplingProbability: 0.1, steps: 7))
    #expect(
      try event(FixedSizeSampler(batchSize: 10), 7)
        == .selfComposed(.sampledWithoutReplacement(batchSize: 10, populationSize: 100, release), count: 7))
    #expect(try event(FullBatchSampler(), 7) == .selfComposed(release, count: 7))
    // An epoch that is begun counts as a whole one.
    #expect(
      try event(ShuffledSampler(batchSize: 10, capacity: 101), 12)
        == .selfComposed(.shuffled(batches: 11, release), count: 2))
    #expect(
      try event(BallsAndBinsSampler(batchesPerEpoch: 4), 8)
        == .selfComposed(.ballsAndBins(batches: 4, release), count: 2))
    #expect(
      try event(CyclicPoissonSampler(blocks: 4, probability: 0.2), 9)
        == .dominated(by: .selfComposed(.poissonSampled(samplingProbability: 0.2, release), count: 3)))
    // One block is no secret, and has all its turns.
    #expect(
      try event(CyclicPoissonSampler(blocks: 1, probability: 0.2), 9)
        == .dpSGD(noiseMultiplier: 2, samplingProbability: 0.2, steps: 9))
  }
}
