using Slipway.Server;
using Slipway.Server.Options;

try
{
    if (args is ["--help" or "-h" or "help", ..])
    {
        Console.WriteLine(ServerOptions.Help);
        return 0;
    }
    await using var server = SlipwayServer.Build(args);
    await server.RunAsync();
    return 0;
}
catch (Exception wrong) when (StartFailure.Describe(wrong) is { } why)
{
    Console.Error.WriteLine("slipway-server: " + why);
    return 2;
}
