from plans.jobs import enterprise as enterprise
