using TrainLeNet;

return await CommandLine.InvokeAsync(args, TrainingRun.Run);
