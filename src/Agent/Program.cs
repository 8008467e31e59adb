using Slipway.Agent.Processes;
using Slipway.Agent.Settings;

namespace Slipway.Agent;

internal static class Program
{
    // Signals are the commands' own business: to a listener they mean something else than to a supervisor.
    private static Task<int> Main(string[] args)
    {
        if (args is ["supervise", ..])
        {
            // Before the console is touched, which keeps copies of what it finds.
            ChildProcess.Detach();
        }

        return new SlipwayAgent(AgentEnvironment.OfProcess(), Console.In, Console.Out, Console.Error, TimeProvider.System)
            .RunAsync(args, CancellationToken.None);
    }
}
