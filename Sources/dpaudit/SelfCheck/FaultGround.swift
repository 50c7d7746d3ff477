internal import Attacks
internal import Learning
internal import Mechanisms
internal import NumericalCore
internal import PrivacyModel

/// A training so small that thousands of it are played in a second: records that are all alike, with one feature that
/// speaks and two that are 0, and two classes.
struct FaultGround {
  let records: Int
  /// Sizes of the layers between features and classes; none for softmax regression, which starts at 0.
  let hiddenUnits: [Int]
  let noiseMultiplier: Double
  let steps: Int
  let sampler: any BatchSampler
  let learningRate: Double
  /// C.
  static let clipNorm: Float = 0.5
  /// So long that every rule clips it to the most that it lets through.
  static let endlessNorm: Float = 1e15
  private static let featureCount = 3
  private static let classes = 2

  init(
    records: Int = 12, hiddenUnits: [Int] = [], noiseMultiplier: Double, steps: Int = 1,
    sampler: any BatchSampler = FullBatchSampler(), learningRate: Double = 0.5
  ) {
    (self.records, self.hiddenUnits, self.noiseMultiplier) = (records, hiddenUnits, noiseMultiplier)
    (self.steps, self.sampler, self.learningRate) = (steps, sampler, learningRate)
  }

  /// The parameters of softmax regression that no record but a canary moves: the weights of the features that are 0.
  static let quietParameters = [2, 3, 4, 5]
  static let quiet = ParameterDirection.coordinate(quietParameters[0])
  /// The weight that every record moves: of the feature that speaks, for the label that the records have.
  static let spoken = ParameterDirection.coordinate(0)

  static let record = Example(features: [1, 0, 0], label: 0)
  static let mislabelled = Example(features: record.features, label: 1)

  var dataset: Dataset {
    get throws {
      try Dataset(
        features: Matrix(
          rows: records, columns: Self.featureCount,
          elements: (0..<records).flatMap { _ in Self.record.features }),
        labels: [Int32](repeating: Self.record.label, count: records), classes: Self.classes)
    }
  }

  var network: Network {
    get throws {
      try Network(
        ModelSpecification(hiddenUnits: hiddenUnits, activation: .tanh), features: Self.featureCount,
        classes: Self.classes)
    }
  }

  /// The same in every training.
  var initialParameters: [Float] {
    get throws {
      var stream = RandomStream(seed: 0, trial: 0, purpose: .initialisation)
      return try network.initialParameters(using: &stream)
    }
  }

  var trainer: DPSGD {
    get throws {
      DPSGD(
        network: try network, sampler: sampler, clipping: FlatClipping(clipNorm: Self.clipNorm),
        noise: GaussianNoise(noiseMultiplier: noiseMultiplier),
        optimiser: SGD(learningRate: LearningRate(learningRate)), steps: steps,
        expectedBatchSize: Float(sampler.expectedBatchSize(of: records)), initialParameters: try initialParameters)
    }
  }

  var event: MechanismEvent {
    get throws {
      try sampler.event(of: .gaussian(noiseMultiplier: noiseMultiplier), steps: steps, records: records + 1)
    }
  }

  /// - Parameter trainer: In place of the ground's own.
  func mechanism<Observer: TrainingObserver>(
    _ trainer: DPSGD? = nil, on data: Dataset? = nil, canary: TrainingRecords.Candidate, watchedBy observer: Observer,
    adjacency: Adjacency = .addOrRemove, replacedBy counterpart: TrainingRecords.Candidate? = nil
  ) throws -> DPSGDMechanism<Observer> {
    try DPSGDMechanism(
      trainer: trainer ?? self.trainer, dataset: data ?? dataset,
      pairs: [CandidatePair(included: canary, excluded: counterpart)], observer: observer, event: event,
      adjacency: adjacency)
  }

  /// The likelihood ratio of all updates along the canary.
  func projectionAttack(hasOpposite: Bool = false) -> GradientProjectionAttack {
    let batch = sampler.expectedBatchSize(of: records)
    return GradientProjectionAttack(
      candidates: 1, noiseMultiplier: noiseMultiplier, clipNorm: Double(Self.clipNorm),
      samplingProbability: batch / Double(records), expectedBatchSize: batch, hasOpposite: hasOpposite)
  }

  /// The strongest adversary on a trainer: a gradient canary of the given direction, and every update.
  func everyUpdate(
    _ trainer: DPSGD? = nil, along direction: ParameterDirection = FaultGround.quiet,
    norm: Float = FaultGround.endlessNorm, claiming claim: FaultClaim? = nil
  ) throws -> AuditedMechanism {
    AuditedMechanism(
      try everyUpdateMechanism(trainer, along: direction, norm: norm), projectionAttack(), claiming: claim)
  }

  /// The same by another attack.
  func everyUpdate(
    _ trainer: DPSGD? = nil, along direction: ParameterDirection = FaultGround.quiet, by attack: some Attack<[Double]>
  ) throws -> AuditedMechanism {
    AuditedMechanism(try everyUpdateMechanism(trainer, along: direction, norm: Self.endlessNorm), attack)
  }

  func everyUpdateMechanism(
    _ trainer: DPSGD? = nil, along direction: ParameterDirection = FaultGround.quiet,
    norm: Float = FaultGround.endlessNorm
  ) throws -> DPSGDMechanism<UpdateProjectionObserver> {
    try mechanism(
      trainer, canary: .gradient(direction: direction, norm: norm),
      watchedBy: UpdateProjectionObserver(directions: [direction]))
  }

  /// The adversaries of the catalogue that see less than every update, from the weakest on.
  func weakerAudits(
    of trainer: DPSGD, claiming claim: FaultClaim? = nil
  ) throws -> [(name: String, faulty: AuditedMechanism)] {
    let (network, canary) = (try network, TrainingRecords.Candidate.example(Self.mislabelled))
    let everyModel = GradientAlignmentObserver(network: network, examples: [Self.mislabelled], everyModel: true)
    let gradient = TrainingRecords.Candidate.gradient(direction: Self.quiet, norm: Self.endlessNorm)
    return [
      (
        "black-box",
        AuditedMechanism(
          try mechanism(trainer, canary: canary, watchedBy: FinalModelObserver()),
          LossAttack(network: network, candidates: [Self.mislabelled]), claiming: claim)
      ),
      (
        "every-model",
        AuditedMechanism(
          try mechanism(trainer, canary: canary, watchedBy: everyModel), AlignmentAttack(), claiming: claim)
      ),
      (
        "hidden-state",
        AuditedMechanism(
          try mechanism(trainer, canary: gradient, watchedBy: DisplacementObserver(directions: [Self.quiet])),
          AlignmentAttack(), claiming: claim)
      ),
    ]
  }
}
