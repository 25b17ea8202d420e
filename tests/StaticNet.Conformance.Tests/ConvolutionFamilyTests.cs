namespace StaticNet.Conformance.Tests;

public class TransposedTests : FamilyTests;

public class LocalTests : FamilyTests;

public class OtherRankTests : FamilyTests;

public class DepthwiseTests : FamilyTests;
