using System.Text.Json;
using Slipway.Api;

namespace Slipway.Tests.Api;

public sealed class ProblemResponseTests
{
    [Fact]
    public void A_problem_keeps_what_it_carries_beyond_the_standard()
    {
        const string wire = """{"status":409,"code":"secret_in_use","usedBy":[{"kind":"webhook","name":"ci"}]}""";

        var problem = JsonSerializer.Deserialize(wire, ApiJson.Default.ProblemResponse)!;

        Assert.Equal("secret_in_use", problem.Code);
        Assert.Equal("ci", problem.Extensions!["usedBy"][0].GetProperty("name").GetString());
    }
}
