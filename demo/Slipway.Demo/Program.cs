using Slipway.Demo;
using Slipway.Testing;

using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
if (args is [EvaluateJob.Argument])
{
    await EvaluateJob.RunAsync(patience.Token);
    return 0;
}
using var folder = new TemporaryFolder();
await using var walk = new Walk(folder, patience.Token);
try
{
    await walk.RunAsync();
    Console.WriteLine();
    Console.WriteLine("Done: from a model file to a job that evaluated it, a verified webhook, and back to the very same file.");
    return 0;
}
catch (Exception broken)
{
    Console.Error.WriteLine();
    Console.Error.WriteLine($"The demo failed: {(broken is DemoException or TimeoutException ? broken.Message : broken)}");
    return 1;
}
