import PrivacyModel
import SpecificationReading
import Testing

@Suite("Reading queries") struct QueryReadingTests {
  @Test("each kind has its own keys, and the adversary sees what is released")
  func kinds() throws {
    let algorithms: [(QuerySpecification.Algorithm, QueryFault?)] = [
      (.laplace, nil), (.gaussian(delta: 1e-6), nil), (.noisyMax(.exponential), nil),
      (.sparseVector(threshold: 0.5, mostAbove: 2), .neverPaid),
    ]
    for (text, (algorithm, fault)) in zip(Examples.queries, algorithms) {
      let specification = try readSpecification(text, named: "a.yaml")
      #expect(
        try specification.mechanism
          == .query(QuerySpecification(algorithm, answers: [0, 1, 3], sensitivity: 1, epsilon: 2, fault: fault)))
      #expect(specification.canary == .effects([0.5, 0, -0.5]))
      #expect(specification.threat == ThreatSpecification(.output))
    }
  }

  @Test("noisy-max has Laplace noise, and sparse-vector stops at the first answer above, unless told otherwise")
  func defaults() throws {
    func algorithm(_ text: String) throws -> QuerySpecification.Algorithm? {
      guard case .query(let query) = try readSpecification(text, named: "a.yaml").mechanism else { return nil }
      return query.algorithm
    }
    #expect(try algorithm(changing(", noise: exponential", to: "", in: Examples.queries[2])) == .noisyMax(.laplace))
    #expect(
      try algorithm(changing(", mostAbove: 2", to: "", in: Examples.queries[3]))
        == .sparseVector(threshold: 0.5, mostAbove: 1))
  }

  @Test(
    "what no query can be is refused where it stands",
    arguments: [
      (
        0, "answers: [0, 1, 3]", "answers: []",
        "2: mechanism.answers must be a list of 1 to 10000 numbers, got a list of 0"
      ),
      (
        0, "sensitivity: 1", "sensitivity: -1", "2: mechanism.sensitivity must be a number from 1e-15 to 1e15, got -1"
      ),
      (0, "epsilon: 2", "epsilon: 2000", "2: mechanism.epsilon must be a number from 1e-6 to 1000, got 2000"),
      (
        0, "answers: [0, 1, 3]", "answers: [0, 1e10, 3]",
        "2: mechanism.answers[1] must be a number of size at most 1e9 times the sensitivity, got 1e10"
      ),
      (
        1, "1e-6", "2",
        "2: mechanism.calibrationDelta must be a number greater than 0 and less than 1, got 2"
      ),
      (3, "mostAbove: 2", "mostAbove: 4", "2: mechanism.mostAbove must be a whole number from 1 to 3, got 4"),
      (
        3, "never-paid", "value-released",
        "2: mechanism.fault must be values-released or paid-for-one-answer or no-query-noise or never-paid or "
          + "no-threshold-noise for sparse-vector, got value-released"
      ),
      (
        0, "effects: [.5, 0, -.5]", "effects: [1, 0, -.5]",
        "3: canary.effects must be of l1 norm greater than 0 and at most 1.0, the sensitivity, got 1.5"
      ),
      (
        2, "effects: [.5, 0, -.5]", "effects: [0, 0, 0]",
        "3: canary.effects must be of largest size greater than 0 and at most 1.0, the sensitivity, got 0.0"
      ),
      (
        2, "effects: [.5, 0, -.5]", "effects: [1]",
        "3: canary.effects must be a list of 3, one for each answer, got 1"
      ),
      (
        0, "seed: 0\n", "seed: 0\ndata: {format: csv, file: a.csv}\n",
        "2: data must be left out: laplace-query lists its own answers, got a dataset"
      ),
    ])
  func refuses(example: Int, old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new, in: Examples.queries[example])) == expected)
  }
}
