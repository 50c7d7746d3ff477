import Foundation
import PrivacyModel
import SpecificationReading
import Testing

@Suite("Reading how a training samples, clips, adds noise and descends") struct TrainingReadingTests {
  /// The example with the short forms of sampler and clipping replaced, and without its fault.
  private static func text(
    sampler: String = "samplingProbability: 0.1", clipping: String = "clipNorm: 1.0", more: String = ""
  ) -> String {
    changing("  fault: noise-divided-by-batch-size\n", to: more.isEmpty ? "" : "  \(more)\n")
      .replacing("samplingProbability: 0.1", with: sampler).replacing("clipNorm: 1.0", with: clipping)
  }

  private static func read(_ text: String) throws -> DPSGDSpecification {
    let specification = try readSpecification(text, named: "audits/a.yaml")
    guard case .dpSGD(let training) = specification.mechanism else { preconditionFailure("dp-sgd expected") }
    // Whatever can be read survives JSON, which is read as a specification as well.
    let json = try JSONEncoder().encode(specification)
    #expect(try JSONDecoder().decode(AuditSpecification.self, from: json) == specification)
    #expect(try readSpecification(String(decoding: json, as: UTF8.self), named: "audits/a.json") == specification)
    return training
  }

  @Test(
    "every sampler is read",
    arguments: [
      ("{kind: poisson, samplingProbability: 0.1}", .poisson(samplingProbability: 0.1)),
      ("{kind: shuffled, batchSize: 64}", .shuffled(batchSize: 64)),
      ("{kind: fixed-size, batchSize: 64}", .fixedSize(batchSize: 64)),
      ("{kind: balls-and-bins, batchesPerEpoch: 10}", .ballsAndBins(batchesPerEpoch: 10)),
      (
        "{kind: cyclic-poisson, blocks: 4, samplingProbability: 0.25}",
        .cyclicPoisson(blocks: 4, samplingProbability: 0.25)
      ),
      ("{kind: full-batch}", .fullBatch),
    ] as [(String, SamplerSpecification)])
  func samplers(text: String, expected: SamplerSpecification) throws {
    let training = try Self.read(Self.text(sampler: "sampler: \(text)"))
    #expect(training.sampler == expected)
    #expect(training.samplingProbability == (expected.kind == .poisson ? 0.1 : nil))
  }

  @Test(
    "every clipping rule is read, with its defaults",
    arguments: [
      ("{kind: flat, clipNorm: 2}", .flat(clipNorm: 2)),
      ("{kind: automatic, clipNorm: 2}", .automatic(clipNorm: 2, stabiliser: 0.01)),
      ("{kind: automatic, clipNorm: 2, stabiliser: 0.5}", .automatic(clipNorm: 2, stabiliser: 0.5)),
      ("{kind: per-layer, clipNorm: 2}", .perLayer(clipNorm: 2, shares: nil)),
      ("{kind: per-layer, clipNorm: 2, shares: [1, 3]}", .perLayer(clipNorm: 2, shares: [1, 3])),
      (
        "{kind: adaptive, clipNorm: 2, countNoiseMultiplier: 9}",
        .adaptive(clipNorm: 2, quantile: 0.5, rate: 0.2, countNoiseMultiplier: 9)
      ),
      (
        "{kind: adaptive, clipNorm: 2, quantile: 0.75, rate: 1, countNoiseMultiplier: 9}",
        .adaptive(clipNorm: 2, quantile: 0.75, rate: 1, countNoiseMultiplier: 9)
      ),
    ] as [(String, ClippingSpecification)])
  func clippingRules(text: String, expected: ClippingSpecification) throws {
    let training = try Self.read(Self.text(clipping: "clipping: \(text)"))
    #expect(training.clipping == expected && training.clipNorm == 2)
  }

  @Test(
    "every kind of noise is read",
    arguments: [
      ("{kind: gaussian}", .gaussian), ("{kind: banded-matrix, bands: 4}", .bandedMatrix(bands: 4)),
      ("{kind: tree}", .tree),
    ] as [(String, NoiseSpecification)])
  func noise(text: String, expected: NoiseSpecification) throws {
    let sampler = "sampler: {kind: balls-and-bins, batchesPerEpoch: 4}"
    #expect(try Self.read(Self.text(sampler: sampler, more: "noise: \(text)")).noise == expected)
  }

  @Test(
    "every optimiser is read, with its defaults",
    arguments: [
      ("{kind: sgd}", .sgd), ("{kind: momentum, momentum: 0.9}", .momentum(0.9)),
      ("{kind: nesterov, momentum: 0.9}", .nesterov(0.9)),
      ("{kind: adam}", .adam(firstDecay: 0.9, secondDecay: 0.999, stabiliser: 1e-8)),
      (
        "{kind: corrected-adam, firstDecay: 0.5, secondDecay: 0.75, floor: 1e-6}",
        .correctedAdam(firstDecay: 0.5, secondDecay: 0.75, floor: 1e-6)
      ),
    ] as [(String, OptimiserSpecification)])
  func optimisers(text: String, expected: OptimiserSpecification) throws {
    #expect(try Self.read(Self.text(more: "optimiser: \(text)")).optimiser == expected)
  }

  @Test(
    "every schedule is read, with its defaults",
    arguments: [
      ("{kind: constant}", .constant), ("{kind: constant, warmUpSteps: 5}", .init(.constant, warmUpSteps: 5)),
      ("{kind: cosine}", .init(.cosine(floor: 0))),
      ("{kind: cosine, floor: 0.25, warmUpSteps: 5}", .init(.cosine(floor: 0.25), warmUpSteps: 5)),
      ("{kind: step, every: 10, factor: 0.5}", .init(.step(every: 10, factor: 0.5))),
    ] as [(String, ScheduleSpecification)])
  func schedules(text: String, expected: ScheduleSpecification) throws {
    #expect(try Self.read(Self.text(more: "schedule: \(text)")).schedule == expected)
  }

  @Test(
    "every average is read",
    arguments: [
      ("{kind: exponential, decay: 0.99}", .exponential(decay: 0.99)),
      ("{kind: tail, firstStep: 50}", .tail(firstStep: 50)),
    ] as [(String, AveragingSpecification)])
  func averaging(text: String, expected: AveragingSpecification) throws {
    #expect(try Self.read(Self.text(more: "averaging: \(text)")).averaging == expected)
  }

  @Test("short and long forms are equal, and written as the short ones")
  func shortForms() throws {
    let long = try Self.read(
      Self.text(
        sampler: "sampler: {kind: poisson, samplingProbability: 0.1}", clipping: "clipping: {kind: flat, clipNorm: 1}",
        more: "schedule: {kind: constant}"))
    #expect(try Self.read(Self.text()) == long)
    let json = String(decoding: try JSONEncoder().encode(long), as: UTF8.self)
    for key in ["sampler", "clipping", "noise\"", "schedule", "optimiser", "averaging"] { #expect(!json.contains(key)) }
  }

  @Test(
    "mistakes are named with line, key, what is allowed and what was found",
    arguments: [
      (
        "sampler: {kind: poisson, samplingProbability: 0}",
        "17: mechanism.sampler.samplingProbability must be a number greater than 0 and at most 1, got 0"
      ),
      (
        "sampler: {kind: shuffled, batchSize: 0}",
        "17: mechanism.sampler.batchSize must be a whole number from 1 to 4294967295, got 0"
      ),
      (
        "sampler: {kind: shuffled, blocks: 3}",
        "17: mechanism.sampler.blocks is not a key here; it goes with kind cyclic-poisson. Keys: kind, batchSize"
      ),
      (
        "sampler: {kind: bins}",
        "17: mechanism.sampler.kind 'bins' is unknown; choose one of poisson, shuffled, fixed-size, balls-and-bins, "
          + "cyclic-poisson, full-batch"
      ),
      (
        "samplingProbability: 0.1\n  sampler: {kind: full-batch}",
        "17: mechanism.samplingProbability must be left out beside sampler, which says it, got 0.1"
      ),
      (
        "samplingProbability: 0.1\n  noise: {kind: tree}",
        "18: mechanism.noise.kind must be gaussian unless the sampler is shuffled or balls-and-bins, got tree"
      ),
      (
        "sampler: {kind: cyclic-poisson, blocks: 3, samplingProbability: 1}\n  noise: {kind: banded-matrix, bands: 4}",
        "18: mechanism.noise.bands must be at most the 3 blocks of the sampler, got 4"
      ),
      (
        "samplingProbability: 0.1\n  optimiser: {kind: momentum, momentum: 1}",
        "18: mechanism.optimiser.momentum must be a number of at least 0 and less than 1, got 1"
      ),
      (
        "samplingProbability: 0.1\n  schedule: {kind: constant, warmUpSteps: 100}",
        "18: mechanism.schedule.warmUpSteps must be a whole number from 0 to 99, got 100"
      ),
      (
        "samplingProbability: 0.1\n  averaging: {kind: exponential, decay: 1}",
        "18: mechanism.averaging.decay must be a number of at least 0 and less than 1, got 1"
      ),
    ])
  func mistakes(sampler: String, expected: String) throws {
    let complaint = try complaint(about: Self.text(sampler: sampler))
    #expect(complaint == expected)
  }

  @Test("parts that no theorem covers together are refused")
  func misfits() throws {
    let sampler = "sampler: {kind: shuffled, batchSize: 9}"
    let adaptive = "clipping: {kind: adaptive, clipNorm: 1, countNoiseMultiplier: 9}"
    #expect(
      try complaint(about: Self.text(sampler: sampler, clipping: adaptive, more: "noise: {kind: tree}"))
        == "16: mechanism.clipping.kind must be flat, automatic or per-layer with tree noise, got adaptive")
    #expect(
      try complaint(about: Self.text(clipping: adaptive, more: "optimiser: {kind: corrected-adam, floor: 1e-6}"))
        == "20: mechanism.optimiser.kind must be another where the variance of the noise differs from step to step, got "
        + "corrected-adam")
  }
}
