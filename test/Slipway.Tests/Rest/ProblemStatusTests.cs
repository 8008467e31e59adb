using System.Reflection;
using Slipway.Api;
using Slipway.Rest;
using Xunit;

namespace Slipway.Tests.Rest;

public sealed class ProblemStatusTests
{
    public static TheoryData<string> Codes =>
        [.. typeof(ErrorCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(code => (string)code.GetRawConstantValue()!)];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Every_code_has_a_status_of_an_error(string code) => Assert.InRange(ProblemStatus.Of(code), 400, 599);
}
