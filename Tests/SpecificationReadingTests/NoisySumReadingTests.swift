import PrivacyModel
import SpecificationReading
import Testing

@Suite("Reading noisy sums") struct NoisySumReadingTests {
  @Test("laplace-sum has the keys of gaussian-sum")
  func laplaceSum() throws {
    let mechanism = try readSpecification(Examples.laplaceSum, named: "a.yaml").mechanism
    #expect(try mechanism == .laplaceSum(NoisySumSpecification(records: [], bound: 1, noiseMultiplier: 1)))
  }

  @Test("gaussian-vector-sum draws what is needed, along a random direction, unless told otherwise")
  func vectorSum() throws {
    let specification = try readSpecification(Examples.gaussianVectorSum, named: "a.yaml")
    func vector(_ draws: VectorDraws) throws -> MechanismSpecification {
      try .gaussianVectorSum(
        GaussianVectorSumSpecification(dimensions: 5, steps: 3, clipNorm: 1, noiseMultiplier: 2, draws: draws))
    }
    #expect(try specification.mechanism == vector(.needed))
    #expect(specification.canary == .vector(.random))
    let text = changing(
      "noiseMultiplier: 2", to: "noiseMultiplier: 2, draws: all",
      in: changing("kind: vector}", to: "kind: vector, direction: coordinate}", in: Examples.gaussianVectorSum))
    let other = try readSpecification(text, named: "a.yaml")
    #expect(try other.mechanism == vector(.all))
    #expect(other.canary == .vector(.coordinate))
  }

  @Test(
    "values of gaussian-vector-sum outside their range are refused where they stand",
    arguments: [
      ("dimensions: 5", "dimensions: 0", "2: mechanism.dimensions must be a whole number from 1 to 100000000, got 0"),
      ("steps: 3", "steps: 0", "2: mechanism.steps must be a whole number from 1 to 4294967295, got 0"),
      ("clipNorm: 1", "clipNorm: 0.0", "2: mechanism.clipNorm must be a number from 1e-15 to 1e15, got 0.0"),
      (
        "noiseMultiplier: 2", "noiseMultiplier: -1.0",
        "2: mechanism.noiseMultiplier must be a number from 1e-15 to 1e15, got -1.0"
      ),
      (
        "noiseMultiplier: 2", "noiseMultiplier: 2, draws: some",
        "2: mechanism.draws 'some' is unknown; choose one of all, needed"
      ),
      (
        "kind: vector}", "kind: vector, direction: up}",
        "3: canary.direction 'up' is unknown; choose one of coordinate, random"
      ),
      ("kind: vector}", "kind: value, value: 1}", "3: canary.kind must be vector for gaussian-vector-sum, got value"),
      (
        "kind: gradient-projection", "kind: output",
        "4: attack.kind must be gradient-projection for a vector canary, got output"
      ),
      (
        "seed: 0\n", "seed: 0\ndata: {format: csv, file: a.csv}\n",
        "2: data must be left out: gaussian-vector-sum has no other records, got a dataset"
      ),
    ])
  func refuses(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new, in: Examples.gaussianVectorSum)) == expected)
  }
}
