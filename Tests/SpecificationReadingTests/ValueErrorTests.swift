import PrivacyModel
import SpecificationReading
import Testing

@Suite("Mistakes in values") struct ValueErrorTests {
  private static let faults = FaultName.allCases.map(\.rawValue).joined(separator: ", ")

  @Test(
    "an impossible value is refused in the words of the model, with its place",
    arguments: [
      ("1.1", "-1.0", "15: mechanism.noiseMultiplier must be a number from 1e-15 to 1e15, got -1.0"),
      ("1.1", "0", "15: mechanism.noiseMultiplier must be a number from 1e-15 to 1e15, got 0"),
      (
        "1.1", "1e-400",
        "15: mechanism.noiseMultiplier must be a number from 1e-15 to 1e15, got 1e-400; that is too small for a double"
      ),
      ("0.1\n", "1.5\n", "17: mechanism.samplingProbability must be a number greater than 0 and at most 1, got 1.5"),
      ("steps: 100", "steps: 0", "18: mechanism.steps must be a whole number from 1 to 4294967295, got 0"),
      ("clipNorm: 1.0", "clipNorm: 1e300", "16: mechanism.clipNorm must be a number from 1e-15 to 1e15, got 1e300"),
      ("clipNorm: 1.0", "clipNorm: 1e-60", "16: mechanism.clipNorm must be a number from 1e-15 to 1e15, got 1e-60"),
      (
        "learningRate: 0.5", "learningRate: 1e-60",
        "19: mechanism.learningRate must be a number from 1e-15 to 1e15, got 1e-60"
      ),
      ("examples: 500", "examples: 0", "8: data.examples must be a whole number of at least 1, got 0"),
      (
        "[32, 16]", "[32,\n     0]",
        "14: mechanism.model.hiddenUnits[1] must be a whole number from 1 to 1000000, got 0"
      ),
      ("[32, 16]", "[]", "13: mechanism.model.hiddenUnits must be the sizes of one or more layers, got an empty list"),
      ("1e-5", "1", "30: claim.delta must be a number greater than 0 and less than 1, got 1"),
      ("epsilon: 2", "epsilon: -2", "31: claim.epsilon must be a finite number greater than 0, got -2"),
      ("0.25", "1.0", "36: evidence.selectionFraction must be a number greater than 0 and less than 1, got 1.0"),
      (
        "method: split", "method: rank-grid",
        "36: evidence.selectionFraction must be given with a method that chooses a threshold on a part of the trials, got 0.25"
      ),
      (
        "trialsPerWorld: 1000", "trialsPerWorld: 1",
        "27: game.trialsPerWorld must be a whole number from 2 to 1000000000, got 1"
      ),
      (
        "name: example", "name: a/b",
        "1: name must be fit for a file name: up to 150 bytes, no slash, no control character, no dot in front, got 'a/b'"
      ),
    ])
  func refusesImpossibleValues(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test(
    "a value of the wrong type is refused with a way out",
    arguments: [
      ("1.1", "\"1.1\"", "15: mechanism.noiseMultiplier must be a finite number, got '1.1'; leave out the quotes"),
      ("1.1", "1,1", "15: mechanism.noiseMultiplier must be a finite number, got '1,1'; write a decimal point"),
      ("1.1", "011", "15: mechanism.noiseMultiplier must be a finite number, got '011'; leave out the leading zeros"),
      ("1.1", "many", "15: mechanism.noiseMultiplier must be a finite number, got 'many'"),
      ("1.1", "", "15: mechanism.noiseMultiplier must be a finite number, got nothing"),
      ("1.1", ".nan", "15: mechanism.noiseMultiplier must be a finite number, got .nan"),
      ("1.1", "-.inf", "15: mechanism.noiseMultiplier must be a finite number, got -.inf"),
      (
        "1.1", "1e400",
        "15: mechanism.noiseMultiplier must be a finite number, got 1e400; that is too large for a double"
      ),
      ("1.1", "[1.1]", "15: mechanism.noiseMultiplier must be a finite number, got a list"),
      ("0.1\n", "10%\n", "17: mechanism.samplingProbability must be a finite number, got '10%'; write a fraction of 1"),
      ("steps: 100", "steps: 1.5", "18: mechanism.steps must be a whole number, got 1.5"),
      (
        "steps: 100", "steps: 99999999999999999999",
        "18: mechanism.steps must be a whole number from -9223372036854775808 to 9223372036854775807, "
          + "got 99999999999999999999"
      ),
      ("18446744073709551615", "-1", "2: seed must be a whole number from 0 to 18446744073709551615, got -1"),
      (
        "18446744073709551615", "18446744073709551616",
        "2: seed must be a whole number from 0 to 18446744073709551615, got 18446744073709551616"
      ),
      ("[32, 16]", "32", "13: mechanism.model.hiddenUnits must be a list of whole numbers, got 32"),
      ("[32, 16]", "[32, wide]", "13: mechanism.model.hiddenUnits[1] must be a whole number, got 'wide'"),
      ("file: data/digits.csv", "file: ''", "5: data.file must be text, got ''"),
      ("file: data/digits.csv", "file: [a]", "5: data.file must be text, got a list"),
      ("name: example", "name: \"two\\nlines\"", "1: name must be text on one line, got 'two…'"),
      (
        "epsilon: 2", "epsilon:",
        "31: claim.epsilon must be a finite number, got nothing; leave the key out for the default"
      ),
      (
        "evidence:\n  significance: 0.01\n  method: split\n  selectionFraction: 0.25\n", "evidence:\n",
        "33: evidence must be a mapping of keys, got nothing; leave the key out for the default"
      ),
      ("attack:\n  kind: gradient-projection\n", "attack: loss\n", "24: attack must be a mapping of keys, got 'loss'"),
    ])
  func refusesWrongTypes(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test(
    "an unknown choice is answered with the choices",
    arguments: [
      (
        "kind: gradient-projection", "kind: gradient-projektion",
        "25: attack.kind 'gradient-projektion' is unknown; did you mean gradient-projection? "
          + "Choose one of loss, gradient-projection, weight-projection, output, likelihood-ratio, "
          + "absolute-value, norm, projection, lowest-bit, learned"
      ),
      (
        "kind: gradient-projection", "kind: 3",
        "25: attack.kind 3 is unknown; choose one of loss, gradient-projection, weight-projection, output, likelihood-ratio, "
          + "absolute-value, norm, projection, lowest-bit, learned"
      ),
      ("coins: fair", "coins: [fair]", "28: game.coins must be one of fair, balanced, lifted, got a list"),
      (
        "kind: dp-sgd", "kind: DPSGD",
        "10: mechanism.kind 'DPSGD' is unknown; did you mean dp-sgd? Choose one of dp-sgd, gaussian-sum, "
          + "laplace-sum, gaussian-vector-sum, laplace-query, gaussian-query, noisy-max, sparse-vector, external"
      ),
      (
        "fault: noise-divided-by-batch-size", "fault: none",
        "20: mechanism.fault 'none' is unknown; choose one of \(Self.faults)"
      ),
      (
        "fault: noise-divided-by-batch-size", "fault: null",
        "20: mechanism.fault must be one of \(Self.faults), got nothing; leave the key out for the default"
      ),
    ])
  func listsChoices(old: String, new: String, expected: String) throws {
    #expect(try complaint(about: changing(old, to: new)) == expected)
  }

  @Test(
    "a complaint that arises after reading is placed where the value stands, or would stand",
    arguments: [
      ("claim.adjacency", "5", "32: claim.adjacency must be a thing, got 5"),
      ("data.examples", "5", "8: data.examples must be a thing, got 500"),
      ("canary.record", "5", "21: canary.record must be a thing, got 5"),
      ("mechanism.model.hiddenUnits", "5", "13: mechanism.model.hiddenUnits must be a thing, got 5"),
      ("nowhere", "5", "1: nowhere must be a thing, got 5"),
    ])
  func locates(key: String, got: String, expected: String) throws {
    let read = try ReadSpecification<AuditSpecification>(Examples.dpSGD, named: "a.yaml")
    let error = read.locate(InvalidValue(key: key, allowed: "a thing", got: got))
    #expect(error.description == "a.yaml:" + expected)
  }

  @Test("parts that do not fit each other are refused where they stand")
  func refusesMisfits() throws {
    #expect(
      try complaint(about: changing("kind: gradient-projection", to: "kind: loss"))
        == "25: attack.kind must be gradient-projection or weight-projection for a gradient canary, got loss")
    let sum = Examples.gaussianSum
    #expect(
      try complaint(about: sum + "data: {format: csv, file: a.csv}\n")
        == "7: data must be left out: gaussian-sum lists its own records, got a dataset")
    #expect(
      try complaint(about: changing("{kind: value, value: 1}", to: "{kind: gradient}", in: sum))
        == "3: canary.kind must be value for gaussian-sum, got gradient")
    #expect(
      try complaint(about: changing("data: X\n", to: "", in: Examples.training(on: "X")))
        == "1: data must be given: dp-sgd trains on a dataset, got nothing")
  }

  @Test(
    "data is refused where its numbers or files make no dataset",
    arguments: [
      ("{format: cifar10, files: []}", "2: data.files must be a list of at least one file, got an empty list"),
      ("{format: cifar10, files: [a, ~]}", "2: data.files[1] must be text, got nothing"),
      ("{format: cifar10, file: a, files: [b]}", "2: data.file must be left out where files are listed, got 'a'"),
      ("{format: cifar10}", "2: data.file is missing; it must be text"),
      (
        "{format: csv, images: a}",
        "2: data.images is not a key here; it goes with format idx. Keys: format, file, labelColumn, scale, examples, "
          + "testFraction"
      ),
      (
        "{format: gaussian-blobs, examples: 5, features: 2, classes: 1, spread: 1}",
        "2: data.classes must be a whole number from 2 to 65536, got 1"
      ),
      (
        "{format: gaussian-blobs, examples: 5, features: 2, classes: 65537, spread: 1}",
        "2: data.classes must be a whole number from 2 to 65536, got 65537"
      ),
      (
        "{format: gaussian-blobs, examples: 5, features: 2, classes: 2, spread: -1}",
        "2: data.spread must be a finite number greater than 0, got -1"
      ),
      (
        "{format: sparse-binary, examples: 0, features: 2, classes: 2, density: 0.5}",
        "2: data.examples must be a whole number of at least 1, got 0"
      ),
      (
        "{format: sparse-binary, examples: 2, features: 1048576, classes: 4096, density: 0.5}",
        "2: data.features must be at most 524288 for 4096 examples or classes: 2^31 numbers in all, got 1048576"
      ),
      (
        "{format: sparse-binary, examples: 9223372036854775807, features: 9223372036854775807, classes: 2, density: 0.5}",
        "2: data.features must be at most 0 for 9223372036854775807 examples or classes: 2^31 numbers in all, "
          + "got 9223372036854775807"
      ),
      (
        "{format: gaussian-blobs, examples: 5, features: 2, classes: 2, spread: 0}",
        "2: data.spread must be a finite number greater than 0, got 0"
      ),
      (
        "{format: sparse-binary, examples: 5, features: 0, classes: 2, density: 0.5}",
        "2: data.features must be a whole number of at least 1, got 0"
      ),
      (
        "{format: sparse-binary, examples: 5, features: 2, classes: 2, density: 1}",
        "2: data.density must be a number greater than 0 and less than 1, got 1"
      ),
    ])
  func refusesImpossibleData(data: String, expected: String) throws {
    #expect(try complaint(about: Examples.training(on: data)) == expected)
  }
}
